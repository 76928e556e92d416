"""How gunicorn serves Deskfare; read by `gunicorn calculator.wsgi` in this folder."""

import gc
import os
from typing import Any

bind = f"127.0.0.1:{os.environ.get('PORT') or '8000'}"
workers = 2
worker_class = "calculator.serving.BufferingWorker"
threads = 4
graceful_timeout = 30
accesslog = (
    None  # one line a request is written by calculator.middleware.log_requests, without the query
)
control_socket_disable = True  # else it would open a socket in the home directory


def post_worker_init(worker: Any) -> None:
    """The first worker says in the log which triggers are missing.

    What start-up made stays for good: the collector need not walk it, nor run within each request.
    """
    if worker.age == 1:
        _warn_of_missing_triggers()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _warn_of_missing_triggers() -> None:
    """Django is there only once a worker has loaded the site."""
    from django.db import connections

    from quotes.append_only import warn_at_start

    warn_at_start()
    connections.close_all()
