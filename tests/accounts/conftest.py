"""What tests of accounts share."""

from __future__ import annotations

import pytest

from . import people


@pytest.fixture
def step(monkeypatch):
    """Stops the time by which codes are counted; gives its step."""
    now = people.count_step()
    monkeypatch.setattr(
        "allauth.mfa.totp.internal.auth.yield_hotp_counters_from_time", lambda: iter([now])
    )
    return now
