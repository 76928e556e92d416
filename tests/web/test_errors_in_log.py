"""An operator is woken by errors alone, not by what the site refuses on purpose."""

from __future__ import annotations

import logging
import sys

import pytest
from django.http import HttpResponse
from django.utils.log import log_response


def tell(status: int) -> None:
    """What Django tells of an answer."""
    log_response("%s: %s", "words", "/x", response=HttpResponse(status=status), request=None)


@pytest.mark.parametrize("status", [429, 503])
def test_what_is_refused_on_purpose_is_no_error_in_the_log(caplog, status):
    tell(status)
    assert caplog.records == []


@pytest.mark.parametrize("status", [500, 502])
def test_what_failed_is_an_error_in_the_log(caplog, status):
    tell(status)
    assert [each.levelname for each in caplog.records] == ["ERROR"]


def test_an_error_that_was_answered_with_503_keeps_its_traceback(caplog):
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        logging.getLogger("django.request").error(
            "words", exc_info=sys.exc_info(), extra={"status_code": 503}
        )
    assert "ZeroDivisionError" in caplog.text
