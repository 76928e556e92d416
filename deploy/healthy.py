"""Whether the site of this container answers: what its health check asks, as a proxy would."""

from __future__ import annotations

import os
import sys
from urllib.request import Request, urlopen

ADDRESS = f"http://127.0.0.1:{os.environ.get('PORT') or '8000'}/healthz"
# Without it a site of HTTPS alone would lead elsewhere; and it answers to its own names alone.
HEADERS = {
    "X-Forwarded-Proto": "https",
    "Host": os.environ.get("ALLOWED_HOSTS", "localhost").partition(",")[0],
}

if __name__ == "__main__":
    try:
        urlopen(Request(ADDRESS, headers=HEADERS), timeout=4)
    except OSError as found:
        sys.exit(f"not healthy: {found}")
