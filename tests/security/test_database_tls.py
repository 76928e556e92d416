"""A database on another machine: over TLS, and only the one whose certificate is vouched for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from calculator.databases import read_database
from tests.nginx import find_port, make_certificate
from tests.postgresql import ROLE, ROOT, find_owner, need_postgresql, serve

VERIFIED = "sslmode=verify-full"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One that the server may read."""
    with tempfile.TemporaryDirectory(prefix="certificates-") as name:
        folder = Path(name)
        make_certificate(folder, "localhost")
        folder.joinpath("other").mkdir()
        make_certificate(folder / "other", "localhost")
        for each in (folder, *folder.iterdir()):
            shutil.chown(each, find_owner() or os.getuid())
        yield folder


@pytest.fixture(scope="module")
def port(folder) -> Iterator[int]:
    """Where a server listens that speaks TLS too."""
    port = find_port()
    files = {"ssl_cert_file": f"{folder}/certificate", "ssl_key_file": f"{folder}/key"}
    network = {"listen_addresses": "localhost", "port": f"{port}"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGPORT", f"{port}")
        with serve(need_postgresql(), ssl="on", **files, **network):
            yield port


@pytest.fixture
def asking(django_db_blocker) -> Iterator[None]:
    """Lets a test ask a database that is none of pytest-django's."""
    with django_db_blocker.unblock():
        yield


def ask(address: str) -> str:
    """The version of TLS that a connection of the site has."""
    database = ConnectionHandler({"default": read_database(address)})["default"]
    try:
        with database.cursor() as cursor:
            cursor.execute("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            return str(cursor.fetchone()[0])
    finally:
        database.close()


def name_address(port: int, host: str, authority: Path) -> str:
    ending = f"{VERIFIED}&sslrootcert={quote(str(authority), safe='')}"
    return f"postgres://{ROLE}@{host}:{port}/{ROLE}?{ending}"


@pytest.mark.usefixtures("asking")
def test_the_server_that_is_vouched_for_is_asked_over_tls(port, folder):
    assert ask(name_address(port, "localhost", folder / "certificate")) == "TLSv1.3"


@pytest.mark.usefixtures("asking")
def test_a_server_with_a_certificate_of_its_own_making_is_refused(port, folder):
    with pytest.raises(OperationalError, match="certificate verify failed"):
        ask(name_address(port, "localhost", folder / "other" / "certificate"))


@pytest.mark.usefixtures("asking")
def test_a_server_of_another_name_is_refused(port, folder):
    with pytest.raises(OperationalError, match="does not match host name"):
        ask(name_address(port, "127.0.0.1", folder / "certificate"))


def check(address: str, **more: str) -> list[str]:
    """What `check --deploy` says with the settings that operations.md names, by its numbers."""
    environment = {name: text for name, text in os.environ.items() if "DJANGO_ALLOW" not in name}
    secrets = {"SECRET_KEY": "long enough for the check of Django, and in no repository 0123456789"}
    said = {"DATABASE_URL": address, "ALLOWED_HOSTS": "prices.example,localhost"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=ROOT,
        env={**environment, **secrets, **said, "HTTPS": "1", "BEHIND_PROXY": "1", **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return re.findall(r"\(([a-z0-9_]+\.[A-Z]\d+)\)", done.stderr)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgres://deskfare@database.example/deskfare", ["deskfare.W001"]),
        ("postgres://deskfare@database.example/deskfare?sslmode=require", ["deskfare.W001"]),
        ("postgres://deskfare@database.example/deskfare?sslmode=verify-ca", ["deskfare.W001"]),
        (f"postgres://deskfare@database.example/deskfare?{VERIFIED}", []),
        ("postgres://deskfare@localhost/deskfare", []),
        ("postgres://deskfare@%2Frun%2Fpostgresql/deskfare", []),
    ],
)
def test_the_check_of_a_deployment_tells_of_a_database_elsewhere_that_is_not_proven(address, told):
    assert check(address) == told


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"EMAIL_HOST": "mail.example", "EMAIL_PORT": "25"}, ["deskfare.W002"]),
        ({"EMAIL_HOST": "mail.example"}, []),
        ({"EMAIL_HOST": "mail.example", "EMAIL_PORT": "465"}, []),
        ({"EMAIL_HOST": "localhost", "EMAIL_PORT": "25"}, []),
        ({"OIDC_ISSUER": "http://login.example/realms/works"}, ["deskfare.W003"]),
        ({"OIDC_ISSUER": "https://login.example/realms/works"}, []),
    ],
)
def test_the_check_of_a_deployment_tells_of_what_goes_out_without_tls(more, told):
    assert check("postgres://deskfare@localhost/deskfare", **more) == told
