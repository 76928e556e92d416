"""The whole site as it is served: gunicorn, its processes, its log, on a database of its own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from contextlib import closing
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "correct horse battery"
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "tests.served.settings",
    "SECRET_KEY": "of these tests, and of nothing else",
    "PYTHONUNBUFFERED": "1",
}
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: Message
    text: str


class Site:
    """gunicorn as `make run` starts it, on a free port; its log in a file unless said otherwise."""

    def __init__(
        self,
        database: str,
        log: Path,
        stderr: Any = None,
        before: tuple[str, ...] = (),
        **more: str,
    ) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = log
        environment = {"PORT": str(self.port), "DATABASE_URL": database}
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                [*before, sys.executable, "-m", "gunicorn", "calculator.wsgi"],
                cwd=ROOT,
                env=os.environ | ENVIRONMENT | environment | more,
                stderr=stderr or file,
            )

    def __enter__(self) -> Site:
        """The site, once it answers."""
        for _ in range(600):
            if self.process.poll() is not None:
                raise AssertionError(f"the site did not start: {self.log.read_text()[-2000:]}")
            try:
                self.ask("/healthz")
                return self
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the site does not answer")

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> int:
        """Asks it to end; its status."""
        self.process.terminate()
        return self.process.wait(timeout=60)

    def ask(
        self,
        path: str,
        form: dict[str, str] | str | None = None,
        timeout: float = 60,
        **headers: str,
    ) -> Answer:
        """An answer, on a connection of its own."""
        body = None
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        if form is not None:
            body = form if isinstance(form, str) else urlencode(form)
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=timeout)) as connection:
            connection.request("GET" if form is None else "POST", path, body, sent)
            came = connection.getresponse()
            return Answer(came.status, came.headers, came.read().decode())

    def read_log(self) -> list[str]:
        """Its lines so far."""
        return self.log.read_text().splitlines()


class Browser:
    """Somebody at a site: keeps cookies, and sends forms with their token."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Answer:
        """A page."""
        return self._keep(self.site.ask(path, None, Cookie=self._cookie(), **headers))

    def post(self, path: str, form: dict[str, str], shown_at: str = "", **headers: str) -> Answer:
        """Sends a form as the page shows it that stands there, or at another address."""
        token = self.find_token(shown_at or path)
        return self.send(path, {"csrfmiddlewaretoken": token, **form}, **headers)

    def find_token(self, path: str) -> str:
        """The token of a form at an address."""
        token = _TOKEN.search(self.get(path).text)
        assert token is not None, f"no form at {path}"
        return token[1]

    def send(self, path: str, form: dict[str, str], **headers: str) -> Answer:
        """Sends a form without looking at its page."""
        return self._keep(self.site.ask(path, form, Cookie=self._cookie(), **headers))

    def log_in(self, name: str) -> Answer:
        """By the form, as people do."""
        form = {"login": name, "password": PASSWORD}
        return self.post("/accounts/login/", form)

    def _cookie(self) -> str:
        return "; ".join(f"{name}={text}" for name, text in self.cookies.items())

    def _keep(self, answer: Answer) -> Answer:
        for each in answer.headers.get_all("Set-Cookie", []):
            name, _, text = each.partition(";")[0].partition("=")
            self.cookies[name] = text
        return answer


def make_people(manage: Any, database: str) -> None:
    """Somebody who may keep comparisons, with the password of these tests."""
    words = (
        "from django.contrib.auth.models import Group, User; "
        f"bob = User.objects.create_user('bob', 'bob@example.org', '{PASSWORD}'); "
        "bob.groups.add(Group.objects.get(name='buyer'))"
    )
    done = manage(database, "shell", "-c", words, **ENVIRONMENT)
    assert done.returncode == 0, done.stderr
