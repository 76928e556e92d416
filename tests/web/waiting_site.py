"""A site for the tests of the server: it tells how much came, slowly if asked, much if asked."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs

from calculator.incoming import REFUSED

# What gunicorn.conf.py says, without what it does for Django.
worker_class = "calculator.serving.BufferingWorker"
workers = 2
threads = 4
control_socket_disable = True


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """`?seconds=` waits before it answers, `?bytes=` answers with so many, `?fails=` with an error
    that nobody catches.
    """
    if refused := environ.get(REFUSED):
        words = str(refused[1]).encode()
        start_response(f"{refused[0]} Refused", [("Content-Length", str(len(words)))])
        return [words]
    asked = parse_qs(environ["QUERY_STRING"])
    if "fails" in asked:
        raise BaseException
    time.sleep(float(asked.get("seconds", ["0"])[0]))
    came = len(environ["wsgi.input"].read())
    answer = b"-" * int(asked.get("bytes", ["0"])[0]) or str(came).encode()
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]


def find_most_bytes(path: str) -> int:
    """How large a body of untold length may be."""
    return 1024**2 if path == "/small" else 2**30


application.find_most_bytes = find_most_bytes  # type: ignore[attr-defined]
