"""Prints the Debian packages that tests need and this machine lacks."""

from __future__ import annotations

from tests import libreoffice, nginx, postgresql
from tests.browser import chromium

if __name__ == "__main__":
    print(
        *chromium.missing_packages(),
        *libreoffice.missing_packages(),
        *nginx.missing_packages(),
        *postgresql.missing_packages(),
    )
