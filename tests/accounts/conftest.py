"""What tests of accounts share."""

from __future__ import annotations

import pytest

from . import people


@pytest.fixture
def step(monkeypatch):
    """A step of time that does not pass."""
    return people.stop_steps(monkeypatch)
