"""Follows docs/operations.md in an empty folder, with a PostgreSQL of its own: `make operations`.

What is run are the blocks of the document, in its order and in one shell; between them people
issue quotes. In the end the site serves a restored backup, through the proxy where nginx is here.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.postgresql import ROOT, find_binaries, serve

DOCUMENT = ROOT / "docs" / "operations.md"
NAME = "prices.example"
# What people do before the block of a heading.
QUOTES = (
    f'(cd "{ROOT}" && HTTPS= DATABASE_URL_FILE= DATABASE_URL="$(cat "$SECRETS/site_url")" {{}})\n'
)
BEFORE = {
    "Backup": QUOTES.format(f'"{sys.executable}" -m tests.quotes.moving fill'),
    "Restore": QUOTES.format(f'"{sys.executable}" -m tests.quotes.moving issue'),
}
AFTER = QUOTES.format(f'"{sys.executable}" -m tests.quotes.moving issue') + (
    'number="DF-$(date +%Y)-000001"\n'
    '.venv/bin/python manage.py export_quote "$number" --output "$RUN/quote.csv"\n'
    '.venv/bin/python manage.py verify_quote "$RUN/quote.csv"\n'
    '.venv/bin/python manage.py verify_series "$(date +%Y)"\n'
)


def read_blocks(text: str) -> list[tuple[str, str]]:
    """The blocks of commands, each with the heading that it stands under."""
    blocks = []
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        heading = part.partition("\n")[0]
        found = re.findall(r"^```sh\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)
        blocks += [(heading, block) for block in found]
    return blocks


def write_script(blocks: list[tuple[str, str]]) -> str:
    """The blocks one after another, with what people do between."""
    begun: set[str] = set()
    lines = ["set -euo pipefail\n"]
    for heading, block in blocks:
        if heading not in begun:
            lines.append(f"echo '== {heading}'\n{BEFORE.get(heading, '')}")
            begun.add(heading)
        lines.append(block)
    return "".join([*lines, AFTER])


def find_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def make_environment(folder: Path, address: str) -> dict[str, str]:
    """What the document asks its reader to know."""
    server = urlsplit(address).netloc.partition("@")[2]
    folders = {name: folder / name.lower() for name in ("SECRETS", "BACKUPS", "RUN")}
    for each in folders.values():
        each.mkdir(mode=0o700)
    kept = {name: os.environ[name] for name in os.environ if not name.startswith("DATABASE_URL")}
    return {
        **kept,
        **{name: str(each) for name, each in folders.items()},
        "SOURCE": str(ROOT),
        "SERVER": server,
        "ADMIN_URL": f"postgres://postgres@{server}/postgres",
        "NAME": NAME,
        "PORT": str(find_port()),
    }


def empty_server(environment: dict[str, str]) -> None:
    """The server of the tests begins with a role and a database of the names that are made."""
    statements = (
        "REVOKE SET ON PARAMETER session_replication_role FROM deskfare",
        "DROP DATABASE deskfare",
        "DROP ROLE deskfare",
    )
    words = [f"--command={each}" for each in statements]
    command = ["psql", "--no-psqlrc", "--quiet", environment["ADMIN_URL"], *words]
    subprocess.run(command, check=True)


def ask_proxy(folder: Path, environment: dict[str, str]) -> None:
    """Serves the site through nginx, and asks it by each version of TLS, of which 1.1 is refused.

    The ports of the document are those of a machine of its own: here they are others.
    """
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        assert os.environ.get("CI") != "true", "nginx is not here"
        print("== left out, for nginx is not here: the proxy (apt-get install nginx-light)")
        return
    port, run = find_port(), folder / "run"
    site = (run / "deskfare.conf").read_text()
    site = re.sub(r"\n    listen \[::\].*", "", site)
    site = site.replace("listen 443", f"listen 127.0.0.1:{port}").replace(
        "listen 80;", f"listen 127.0.0.1:{find_port()};"
    )
    (run / "site.conf").write_text(site)
    (run / "nginx.conf").write_text(
        f"pid {run}/nginx.pid;\nerror_log {run}/nginx.log;\nevents {{}}\n"
        f"http {{ access_log off; include {run}/site.conf; }}\n"
    )
    command = [nginx, "-p", str(run), "-c", str(run / "nginx.conf")]
    subprocess.run([*command, "-t", "-q"], check=True)
    proxy = subprocess.Popen([*command, "-g", "daemon off;"])
    try:
        ask = ["curl", "--silent", "--show-error", "--fail", "--retry", "20", "--retry-connrefused"]
        ask += ["--retry-delay", "1", "--cacert", f"{environment['SECRETS']}/certificate"]
        ask += ["--resolve", f"{NAME}:{port}:127.0.0.1", f"https://{NAME}:{port}/readyz"]
        for version in ("1.2", "1.3"):
            answer = subprocess.run(
                [*ask, f"--tlsv{version}", "--tls-max", version], check=True, capture_output=True
            )
            assert answer.stdout == b"ready\n", answer
        old = subprocess.run(
            [*ask, "--tlsv1.0", "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0"],
            check=False,
            capture_output=True,
        )
        assert old.returncode == 35, old
        print("== The proxy answers by TLS 1.2 and 1.3, and not by 1.1")
    finally:
        proxy.terminate()
        proxy.wait()


def stop_site(run: Path) -> None:
    """Ends the server that the document started."""
    if (run / "gunicorn.pid").exists():
        os.kill(int((run / "gunicorn.pid").read_text()), signal.SIGTERM)


def main() -> int:
    """Follows the document; 1 where a step of it fails."""
    binaries = find_binaries()
    if binaries is None:
        print("left out, for PostgreSQL is not here (apt-get install postgresql)")
        return int(os.environ.get("CI") == "true")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    begun = time.monotonic()
    safe = serve(binaries, fsync="on", full_page_writes="on")  # as the site asks for
    with tempfile.TemporaryDirectory(prefix="operations-") as name, safe as address:
        folder = Path(name)
        environment = make_environment(folder, address)
        empty_server(environment)
        script = write_script(read_blocks(DOCUMENT.read_text(encoding="utf-8")))
        try:
            done = subprocess.run(["bash", "-c", script], cwd=folder, env=environment, check=False)
            if done.returncode:
                print("== A step failed")
                return 1
            ask_proxy(folder, environment)
        finally:
            stop_site(folder / "run")
    print(f"== All steps done in {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
