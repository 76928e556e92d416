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


@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("address", [*list_routes()])
def test_a_method_that_an_address_does_not_take_is_told_with_those_it_takes(
    catalogue_db, address, method
):
    answer = Client().generic(method, address)
    said = answer.content.decode()
    assert answer.status_code != 405 or all(each in said for each in answer["Allow"].split(", "))


TOLD = "This address does not take {}; it may be asked with GET, HEAD, POST."


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_the_first_page_names_the_methods_that_it_takes(db, method):
    answer = Client().generic(method, "/")
    assert f"<h1>{TOLD.format(method)}</h1>" in answer.content.decode()


def test_a_part_of_a_page_names_them_alone(db):
    answer = Client(headers={"HX-Request": "true"}).put("/")
    assert answer.content.decode().strip() == f"<p>{TOLD.format('PUT')}</p>"
