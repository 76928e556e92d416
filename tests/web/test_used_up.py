"""Memory that is used up: a refusal in words, and the process makes room for another."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from calculator import serving
from calculator.views.troubled import AnswerTroubled


@pytest.fixture
def answer(rf, db, monkeypatch):
    worker = SimpleNamespace(alive=True)
    monkeypatch.setattr(serving, "serving", [worker])
    request = rf.post("/api/compare")
    request.user = AnonymousUser()
    return AnswerTroubled(None).process_exception(request, MemoryError()), worker


def test_it_is_refused_in_words_with_when_to_ask_again(answer):
    response, _ = answer
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "took more memory than the service has" in response.content.decode()


def test_the_process_takes_nothing_new(answer):
    assert answer[1].alive is False
