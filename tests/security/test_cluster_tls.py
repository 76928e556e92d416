"""A cluster of Dask with certificates, by Dask's own settings: nobody else is answered."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.nginx import make_certificate
from tests.pricing.portfolios import run_cluster, write_documents

dask = pytest.importorskip("dask")
# Its settings begin when it is loaded, and would end with those of a test.
pytest.importorskip("distributed")


def name_files(certificate: Path, key: Path) -> dict[str, str]:
    """Dask's settings: whom each trusts, and how it shows who it is."""
    parts = {"scheduler", "worker", "client"}
    files = {
        f"{part}.{what}": path
        for part in parts
        for what, path in (("cert", certificate), ("key", key))
    }
    named = {"ca-file": certificate, **files}
    return {f"distributed.comm.tls.{name}": f"{path}" for name, path in named.items()}


@pytest.fixture(scope="module")
def certified(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificates")
    return name_files(*make_certificate(folder, "dask"))


@pytest.fixture(scope="module")
def cluster(certified, tmp_path_factory):
    """A scheduler and a worker that hear nothing that is not encrypted."""
    asked = {**certified, "distributed.comm.require-encryption": "True"}
    asked["distributed.comm.default-scheme"] = "tls"
    with pytest.MonkeyPatch.context() as patch:
        for name, text in asked.items():
            patch.setenv("DASK_" + name.upper().replace(".", "__").replace("-", "_"), text)
        with run_cluster(tmp_path_factory.mktemp("cluster"), 1) as (address, _):
            yield address


def price(address: str, folder: Path) -> str:
    out = folder / "results.csv"
    files = write_documents(folder, 2)
    call_command("portfolio", *files, out=out, scheduler=address, stderr=StringIO())
    return out.read_text()


def test_who_has_the_certificate_prices_on_it(cluster, certified, catalogue_db, tmp_path):
    assert cluster.startswith("tls://")
    with dask.config.set(certified):
        assert len(price(cluster, tmp_path).splitlines()) > 2


def test_who_has_another_certificate_is_not_answered(cluster, catalogue_db, tmp_path):
    other = name_files(*make_certificate(tmp_path, "dask"))
    with dask.config.set(other), pytest.raises(CommandError, match="No scheduler answers"):
        price(cluster, tmp_path)


def test_who_asks_without_is_not_answered(cluster, catalogue_db, tmp_path):
    plain = cluster.replace("tls://", "tcp://")
    with pytest.raises(CommandError, match="No scheduler answers"):
        price(plain, tmp_path)
