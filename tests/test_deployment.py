"""What a machine of its own needs beside the program: image, services, unit, proxy, document."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from urllib.request import urlopen

import pytest
import yaml

from calculator.urls import urlpatterns
from tests.nginx import TEMPLATE, need_nginx, write_configuration
from tests.operations import DOCUMENT, read_blocks, write_script
from tests.postgresql import ROOT

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("web", "migrate")
IMAGE = (ROOT / "Dockerfile").read_text()
BUILD, _, FINAL = IMAGE.partition("\n\n")
DEPLOY = ROOT / "deploy"


def need(program, package):
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin")
    if path is None:
        pytest.skip(f"not here: apt-get install {package}")
    return path


def run(*command, **environment):
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


def test_every_package_of_the_image_has_a_hash_and_none_is_compiled():
    (install,) = [line for line in IMAGE.splitlines() if "pip install" in line]
    assert {"--require-hashes", "--only-binary=:all:", "requirements.txt"} <= {*install.split()}
    assert re.findall(r"gcc|build-essential|-dev\b", IMAGE) == []


def test_the_image_runs_as_somebody_without_rights_who_can_be_asked_after():
    assert re.findall(r"^USER (.*)$", FINAL, re.MULTILINE) == ["deskfare"]
    assert "\nHEALTHCHECK " in FINAL
    assert FINAL.index("USER ") > FINAL.index("COPY ")


def test_no_secret_comes_into_the_image():
    assert re.findall(r"^(?:ARG|ENV).*(?:SECRET|PASSWORD|URL)", IMAGE, re.MULTILINE) == []
    left_out = (ROOT / ".dockerignore").read_text().split()
    assert {".secret-key", "secrets", "db.sqlite3*", ".git", ".venv"} <= {*left_out}


def test_what_builds_the_image_is_what_the_document_installs():
    """Which `make operations` runs."""
    steps = re.findall(r"^RUN (.*)$", BUILD, re.MULTILINE)
    installed = dict(read_blocks(DOCUMENT.read_text())[:1])["Install"].splitlines()
    assert len(steps) == 3
    assert [step for step in steps if step not in installed] == []


def test_every_secret_of_a_service_is_a_file_that_it_is_given():
    for name, service in SERVICES.items():
        given = {f"/run/secrets/{secret}" for secret in service["secrets"]}
        told = {value for value in service["environment"].values() if "/run/secrets/" in value}
        assert told <= given, name
        assert set(service["secrets"]) <= set(COMPOSE["secrets"])
    words = {word for service in SERVICES.values() for word in service["environment"]}
    secret = {word for word in words if re.search("PASSWORD|SECRET|URL", word)}
    assert secret == {word for word in secret if word.endswith("_FILE")}


def test_a_service_is_given_no_secret_that_it_does_not_read():
    script = (DEPLOY / "roles.sh").read_text()  # of the database
    for name, service in SERVICES.items():
        read = " ".join([*service["environment"].values(), script * (name == "database")])
        assert set(re.findall(r"/run/secrets/(\w+)", read)) == set(service["secrets"]), name


def test_the_unit_loads_no_secret_that_the_site_does_not_read():
    unit = (DEPLOY / "deskfare.service").read_text()
    loaded = re.findall(r"^LoadCredential=(\w+):", unit, re.MULTILINE)
    assert loaded == re.findall(r"_FILE=%d/(\w+)", unit)


def test_whoever_asks_the_database_of_the_container_has_a_password_out_of_a_file():
    assert set(SERVICES["database"]["environment"]) == {
        "POSTGRES_USER",
        "POSTGRES_DB",
        "POSTGRES_PASSWORD_FILE",
    }
    script = (DEPLOY / "roles.sh").read_text()
    assert re.findall("CREATE ROLE (.*);", script) == ["deskfare LOGIN PASSWORD :'password'"]
    assert '--set=password="$(cat /run/secrets/site_password)"' in script


def test_the_key_that_make_makes_is_for_its_owner_alone():
    rule = (ROOT / "Makefile").read_text().partition("\n.secret-key: ")[2].partition("\n\n")[0]
    assert "\t@umask 077 && " in rule


def test_the_site_waits_for_tables_which_one_service_makes_once():
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["web"]["depends_on"]["migrate"] == {
        "condition": "service_completed_successfully"
    }
    lasting = {service["restart"] for name, service in SERVICES.items() if name != "migrate"}
    assert lasting == {"unless-stopped"}


def test_the_owner_of_the_tables_makes_them_and_the_site_is_another():
    named = {name: SERVICES[name]["environment"]["DATABASE_URL_FILE"] for name in OURS}
    assert named == {"web": "/run/secrets/site_url", "migrate": "/run/secrets/owner_url"}


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


@pytest.mark.parametrize("name", OURS)
def test_a_container_of_ours_writes_nothing_and_gains_no_right(name):
    service = SERVICES[name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_every_file_that_a_service_mounts_is_there():
    mounts = [each for service in SERVICES.values() for each in service.get("volumes", [])]
    files = [each.partition(":")[0] for each in mounts if each.startswith("./")]
    assert len(files) == 3
    assert [file for file in files if not (ROOT / file).is_file()] == []


def test_the_rights_of_the_container_are_those_of_the_document():
    printed = re.sub("^    ", "", DOCUMENT.read_text(), flags=re.MULTILINE)
    assert (DEPLOY / "roles.sql").read_text() in printed


def test_systemd_takes_the_unit_and_exposes_little(tmp_path):
    analyze = need("systemd-analyze", "systemd")
    unit = (DEPLOY / "deskfare.service").read_text()
    unit = re.sub(r"^(User|Group)=.*", r"\1=root", unit, flags=re.MULTILINE)
    unit = re.sub(r"(ExecStart=)\S*", rf"\g<1>{sys.executable}", unit)
    (tmp_path / "deskfare.service").write_text(unit.replace("/opt/deskfare", str(ROOT)))
    verified = run(analyze, "verify", str(tmp_path / "deskfare.service"))
    assert (verified.returncode, verified.stderr) == (0, "")
    path = str(DEPLOY / "deskfare.service")
    # In tenths of ten: 2.0 is the most.
    assert run(analyze, "security", "--offline=true", "--threshold=20", path).returncode == 0


def test_nginx_takes_the_proxy(tmp_path):
    nginx = need_nginx()
    file = write_configuration(tmp_path, "127.0.0.1:8000")
    tried = run(nginx, "-p", str(tmp_path), "-c", str(file), "-t")
    assert tried.returncode == 0, tried.stderr
    assert "warn" not in tried.stderr


def test_the_proxy_takes_what_the_site_takes_where_it_takes_most():
    (mebibytes,) = re.findall(r"client_max_body_size (\d+)m;", TEMPLATE.read_text())
    views = [getattr(each, "callback", None) for each in urlpatterns]
    most_bytes = max(getattr(view, "most_bytes", 0) for view in views)
    assert int(mebibytes) == most_bytes // 2**20


@pytest.mark.parametrize("script", [write_script(read_blocks(DOCUMENT.read_text()))])
def test_bash_reads_the_blocks_of_the_document(script):
    assert script.count("== ") == 7
    read = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True, check=False)
    assert (read.returncode, read.stderr) == (0, "")


def test_a_container_says_whether_its_site_answers(live_server):
    check = (sys.executable, str(DEPLOY / "healthy.py"))
    port = live_server.url.rpartition(":")[2]
    urlopen(f"{live_server.url}/healthz")  # the first request loads all views
    assert run(*check, PORT=port).returncode == 0
    assert run(*check, PORT="1").returncode == 1
