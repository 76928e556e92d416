"""A method that an address does not have is refused as that, whatever else is wrong."""

from __future__ import annotations

import pytest
from django.test import Client

from .test_own_lists_private import list_routes


@pytest.mark.parametrize("address", [*list_routes()])
def test_a_form_is_refused_by_its_method_before_its_token_is_looked_at(catalogue_db, address):
    trusted, untrusted = Client().post(address), Client(enforce_csrf_checks=True).post(address)
    assert (untrusted.status_code == 405) is (trusted.status_code == 405)


def test_a_shared_link_takes_no_form(db):
    answer = Client(enforce_csrf_checks=True).post("/shared/abc/")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
