"""What is counted for whoever watches the site: Prometheus reads it at `/metrics`.

Each process counts for itself. Where PROMETHEUS_MULTIPROC_DIR is set, as gunicorn.conf.py does, the
library keeps what each counted in a file there, so that whichever process is asked tells the sum.
Labels hold names of views, methods, statuses and kinds alone, of which there are few: never a path.
"""

from __future__ import annotations

import os
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

REGISTRY = CollectorRegistry()

REQUESTS = Counter(
    "deskfare_requests",
    "Requests answered",
    ["view", "method", "status"],
    registry=REGISTRY,
)
SECONDS = Histogram(
    "deskfare_request_seconds",
    "Until the answer is made",
    ["view"],
    buckets=(0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
    registry=REGISTRY,
)
SECONDS.labels("none")  # so that its file is made at the start, and not when the disk is full
IN_PROGRESS = Gauge(
    "deskfare_requests_in_progress",
    "Requests being answered",
    multiprocess_mode="livesum",
    registry=REGISTRY,
)
REFUSED = Counter("deskfare_refused", "Requests refused", ["kind"], registry=REGISTRY)
RETRIES = Counter(
    "deskfare_database_retries", "Requests done again after a clash", registry=REGISTRY
)
LOG_LINES_LOST = Counter(
    "deskfare_log_lines_lost", "Lines that could not be written", registry=REGISTRY
)
UNCOUNTED = Counter(
    "deskfare_requests_uncounted", "Requests that could not be counted in full", registry=REGISTRY
)
QUOTES_ISSUED = Counter("deskfare_quotes_issued", "Versions of quotes issued", registry=REGISTRY)
COMPARISONS_SAVED = Counter(
    "deskfare_comparisons_saved", "Versions of comparisons kept", registry=REGISTRY
)
MEMORY = Gauge(
    "deskfare_memory_bytes",
    "Memory that each process holds",
    multiprocess_mode="liveall",
    registry=REGISTRY,
)
KINDS = {
    400: "not-understood",
    401: "not-logged-in",
    403: "forbidden",
    404: "absent",
    405: "method",
    408: "late",
    409: "conflict",
    413: "too-large",
    415: "media-type",
    422: "faults",
    429: "too-often",
    431: "too-large",
    503: "unavailable",
    507: "full",
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def write_metrics() -> bytes:
    """All figures, of all processes where there are several."""
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    return generate_latest(registry)


def count_request(view: str, method: str, status: int, seconds: float, refused_as: str) -> None:
    """Counts an answer by the name of its view; a method that HTTP does not know is another.

    A view that was not asked for yet wants room in a file. Without it the answer still goes out.
    """
    try:
        _count(view, method, status, seconds, refused_as)
    except (OSError, IndexError):  # of the file, and of what the library believes of it since
        UNCOUNTED.inc()


def _count(view: str, method: str, status: int, seconds: float, refused_as: str) -> None:
    if method not in METHODS:
        method = "other"
    REQUESTS.labels(view, method, status).inc()
    SECONDS.labels(view).observe(seconds)
    MEMORY.set(read_memory_bytes())
    if kind := refused_as or KINDS.get(status):
        REFUSED.labels(kind).inc()


def read_memory_bytes() -> int:
    """What this process holds of the machine's memory; 0 where the system does not tell."""
    told = Path("/proc/self/statm")
    if not told.is_file():
        return 0
    return int(told.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
