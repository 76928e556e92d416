"""What an address says twice, or says that there is not, is told: no one of two is chosen, and
nothing is left out without a word.
"""

from __future__ import annotations

import pytest

from calculator.looks import LOOKS
from calculator.question.state import BEGINNINGS
from calculator.question.table_options import CHOICES, OPTION_NAMES
from calculator.views.files import DOCUMENTS, GIVEN_ONCE

from .markup import parsed, text_of

pytestmark = pytest.mark.usefixtures("catalogue_db")


def ask(client, address: str):
    return parsed(client.get(address).content.decode())


def list_faults(page) -> list[tuple[str, str]]:
    """The paths of the faults on top, each with its words."""
    return [
        (fault.get("data-path", ""), fault.get("data-message", ""))
        for fault in page.iterfind(".//*[@id='faults']//li[@data-path]")
    ]


@pytest.mark.parametrize(
    ("path", "name"), [(look.path, name) for look in LOOKS.values() for name in look.given_once]
)
def test_a_choice_of_a_look_is_said_once(client, path, name):
    [(field, words)] = list_faults(ask(client, f"{path}?{name}=1&{name}=2"))
    assert (field, "iven twice" in words) == (name, True)


@pytest.mark.parametrize("name", ["preset", "kept", "address"])
def test_what_a_comparison_begins_from_is_said_once(client, name):
    page = text_of(ask(client, f"/?{name}=today&{name}=autumn-2008"))
    assert "given twice" in page


@pytest.mark.parametrize("name", sorted(OPTION_NAMES))
def test_a_way_to_look_that_is_said_twice_is_told(client, name):
    found = list_faults(ask(client, f"/?{name}=a&{name}=b"))
    assert (name, True) in [(field, "iven twice" in words) for field, words in found]


@pytest.mark.parametrize("name", sorted({*GIVEN_ONCE, *BEGINNINGS[:2]}))
@pytest.mark.parametrize("file", sorted(DOCUMENTS))
def test_a_file_is_asked_for_once(client, file, name):
    answer = client.get(f"/{file}?{name}=today&{name}=autumn-2008")
    assert answer.status_code == 422
    [told] = [fault for fault in answer.json()["faults"] if fault["path"] == name]
    assert told["message"] == "given twice"


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ("storage=mars", "storage", "ay hold any"),
        ("alike=mars", "alike", "ay hold all"),
        ("give=9.vdi", "give", "ay hold the place of a group"),
        ("give=0.mars", "give", "ay be one of"),
        ("best=mars", "best", "ay hold a whole number from 1 to 25"),
    ],
)
def test_a_search_is_told_what_there_is_not(client, said, field, words):
    faults = dict(list_faults(ask(client, f"/cheapest?{said}")))
    assert words in faults[field]


def test_a_number_of_a_search_may_stand_between_blanks(client):
    assert not list_faults(ask(client, "/cheapest?best=%2012%20"))


def test_what_names_no_version_is_told(client):
    assert "may name a version of a kept comparison" in text_of(ask(client, "/?kept=mars"))


@pytest.mark.parametrize("name", ["from", "to"])
def test_a_change_that_is_said_twice_is_told(client, name):
    page = text_of(ask(client, f"/catalogue/difference?{name}=1&{name}=1"))
    assert "iven twice" in page


# A letter off what is known


def spoil(name: str) -> str:
    """A name without its last letter but one."""
    return name[:-2] + name[-1:]


@pytest.mark.parametrize("look", sorted(LOOKS))
@pytest.mark.parametrize("name", ["price_date", "horizon_years", "discount_rate"])
def test_a_name_a_letter_off_is_a_fault_on_each_look_with_no_figures(client, look, name):
    page = ask(client, f"{look}?{spoil(name)}=2008-10-31")
    [(field, words)] = list_faults(page)
    assert (field, f"did you mean {name}?" in words) == (spoil(name), True)
    assert page.find(".//*[@id='results']//table") is None


def test_what_a_name_a_letter_off_said_can_be_left_out(client):
    page = ask(client, "/sure?preset=today&horizon_yaers=5&swings_of=2&discount_rate=0.07")
    [way_on] = [
        each for each in page.iterfind(".//*[@id='faults']//a") if each.get("href", "")[0] != "#"
    ]
    assert way_on.get("href") == "/sure?preset=today&discount_rate=0.07&swings_of=2"


def test_beside_another_fault_nothing_is_offered_to_be_left_out(client):
    page = ask(client, "/?horizon_yaers=5&horizon_years=x")
    assert len(list_faults(page)) == 2
    assert "Go on without it" not in text_of(page)


@pytest.mark.parametrize(
    "path",
    sorted(("/supplier", "/inventory", "/through-the-years", "/on-paper", "/alternatives")),
)
def test_a_page_of_figures_alone_names_what_is_a_letter_off(client, path):
    answer = client.get(f"{path}?price_dat=2008-01-31&entry=2.1")
    assert answer.status_code == 422
    assert "did you mean price_date?" in text_of(parsed(answer.content.decode()))


@pytest.mark.parametrize("path", ["/prices/", "/prices/ms-vecd-sa/"])
def test_prices_name_what_is_a_letter_off_and_show_none(client, path):
    page = ask(client, f"{path}?price_dat=2008-10-31")
    [(field, words)] = list_faults(page)
    assert (field, "did you mean price_date?" in words) == ("price_dat", True)


@pytest.mark.parametrize("option", sorted(CHOICES))
def test_a_way_to_look_that_there_is_not_is_a_fault_with_its_choices(client, option):
    [(field, words)] = list_faults(ask(client, f"/?{option}=fortnight"))
    assert field == option
    assert all(choice in words for choice in CHOICES[option])
