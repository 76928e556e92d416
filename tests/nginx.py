"""The proxy of deploy/ as nginx runs it, with a certificate of its own, for as long as a test."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = "nginx-light"
NAME = "a.example"
TEMPLATE = Path(__file__).parents[1] / "deploy" / "nginx.conf.template"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Proxy(NamedTuple):
    """Where it listens, and what its certificate is in."""

    plain_port: int
    port: int
    certificate: Path


def find_nginx() -> str | None:
    """The program; Debian has it where only root looks."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def missing_packages() -> list[str]:
    """What has to be installed before a test can run it, by the name of Debian's package."""
    return [] if find_nginx() else [PACKAGE]


def need_nginx() -> str:
    """Where it is; where it is not a test is skipped, but in CI it fails."""
    nginx = find_nginx()
    if nginx is None:
        words = f"not here: apt-get install {PACKAGE}"
        assert os.environ.get("CI") != "true", words
        pytest.skip(words)
    return nginx


def make_certificate(folder: Path, name: str = NAME) -> tuple[Path, Path]:
    """A certificate that vouches for itself, and its key."""
    certificate, key = folder / "certificate", folder / "key"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}"),
            *("-addext", f"subjectAltName=DNS:{name}", "-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


def write_configuration(folder: Path, site: str) -> Path:
    """What the template says, filled in, with what nginx asks for around it."""
    certificate, key = make_certificate(folder)
    text = TEMPLATE.read_text()
    filled = {"NAME": NAME, "SITE": site, "CERTIFICATE": certificate, "CERTIFICATE_KEY": key}
    for name, value in filled.items():
        text = text.replace(f"${{DESKFARE_{name}}}", f"{value}")
    assert "${" not in text
    temporary = " ".join(f"{each}_temp_path {folder}/{each};" for each in TEMPORARY)
    file = folder / "nginx.conf"
    file.write_text(
        f"pid {folder}/pid; error_log stderr; events {{}} "
        f"http {{ access_log off; {temporary} {text} }}"
    )
    return file


@contextmanager
def serve_proxy(folder: Path, site: str) -> Iterator[Proxy]:
    """Runs it on two free ports of this machine in place of 80 and 443."""
    file = write_configuration(folder, site)
    ports = {"80": find_port(), "443": find_port()}
    text = re.sub(r"listen \[::\][^;]*;", "", file.read_text())
    file.write_text(re.sub(r"listen (\d+)", lambda m: f"listen 127.0.0.1:{ports[m[1]]}", text))
    words = [need_nginx(), "-p", folder, "-c", file, "-g", "daemon off; master_process off;"]
    with subprocess.Popen(words) as nginx:
        try:
            wait_for(ports["443"])
            yield Proxy(ports["80"], ports["443"], folder / "certificate")
        finally:
            nginx.terminate()


def find_port() -> int:
    """A port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def wait_for(port: int) -> None:
    """Returns when somebody listens."""
    for _ in range(100):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nobody listens at {port}")
