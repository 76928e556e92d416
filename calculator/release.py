"""Which release this program is: the changelog says it."""

from __future__ import annotations

import re

from django.conf import settings


def read_release() -> str:
    """The version of the newest heading of the changelog."""
    text = (settings.BASE_DIR / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(r"^## (?P<release>[0-9.]+)", text, re.MULTILINE)
    assert found
    return found["release"]
