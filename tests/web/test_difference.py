"""What differs between two changes of the catalogue, and what each made of a scheme."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command

from accounts.roles import VIEWER
from pricing.catalogue.changing import Row, change_catalogue, read_stored
from pricing.catalogue.rows import LIST_TERMS, PRICE_LISTS, PRICES
from pricing.models import CatalogueChange, CatalogueVersion, Price
from pricing.models.changes import CORRECTION, EDIT
from tests.pricing.own_lists import read_first_day

from .markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

NOW = datetime(2030, 3, 1, 12, tzinfo=UTC)
SECRET = "17.17"


def make_price(amount: str, valid_from: str = "2008-01-21", price_list: str = "us-list") -> Row:
    row = read_stored(
        Price.objects.get(price_list="us-list", scheme="ms-vecd-sa", valid_from="2008-01-21")
    )
    new = {"amount": Decimal(amount), "valid_from": date.fromisoformat(valid_from)}
    return Row(PRICES, price_list, {**row.values, **new})


def change(*rows: Row, kind: str = CORRECTION, by: User | None = None) -> int:
    made = change_catalogue(rows, kind=kind, at=NOW, by=by, reason="it was <b>misread</b>")
    assert made.change is not None
    return made.change.number


@pytest.fixture
def before() -> int:
    """The number before two changes: 23.00 to 24.00 and a new price, then 24.00 to 25.00."""
    number = CatalogueVersion.objects.get().number
    change(
        make_price("24.00"), make_price("30.00", "2031-01-01"), by=User.objects.create_user("ada")
    )
    change(make_price("25.00"))
    return number


@pytest.fixture
def own() -> int:
    """The number of a change of an own list, its term and a price of it."""
    told = {"source": "letter", "source_url": "", "confidence": "verified", "note": ""}
    like = {"currency": "USD", "region": "here", "owner": "we", "base": "us-list"}
    term = {
        "price_list": "ours",
        "of": "*",
        "valid_from": date(2026, 1, 1),
        "share": Decimal("0.1"),
    }
    return change(
        Row(PRICE_LISTS, "", {"id": "ours", "name": "Our own", **like}),
        Row(LIST_TERMS, "", {**term, **told}),
        make_price(SECRET, price_list="ours"),
        kind=EDIT,
    )


def read(client, address: str):
    answer = client.get(address)
    assert answer.status_code == 200
    return parsed(answer.content.decode())


def list_links(client, address: str) -> list[str]:
    return [link.get("href", "") for link in read(client, address).iter("a")]


def read_rows(client, address: str) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in read(client, address).iter("tr")][1:]


def test_of_many_rows_the_first_are_shown_and_the_files_have_all(client):
    page = read(client, "/catalogue/difference?from=1&to=2")
    assert "first 200 rows" not in text_of(page)
    days = [f"20{year:02}-03-{day:02}" for year in range(10, 30) for day in range(1, 16)]
    change(*(make_price("1.00", day) for day in days))
    last = CatalogueChange.objects.count()
    page = read(client, f"/catalogue/difference?from={last - 1}&to={last}")
    assert "These are the first 200 rows; the files have them all." in text_of(page)
    lines = client.get(f"/catalogue/difference.csv?from={last - 1}&to={last}").content.splitlines()
    assert len([line for line in lines if b",amount," in line]) == 300


def test_a_cell_that_differs_stands_with_both(client, before):
    rows = read_rows(client, f"/catalogue/difference?from={before}&to={before + 2}")
    assert rows[0] == ["prices: us-list ms-vecd-sa 2008-01-21", "amount", "23.00", "25.00"]


def test_what_is_new_had_nothing_before(client, before):
    rows = read_rows(client, f"/catalogue/difference?from={before}&to={before + 2}")
    assert rows[1][:3] == ["prices: us-list ms-vecd-sa 2031-01-01", "amount", "nothing"]


def test_the_other_way_round_it_is_taken_back(client, before):
    rows = read_rows(client, f"/catalogue/difference?from={before + 2}&to={before}")
    assert rows[0][1:] == ["amount", "25.00", "23.00"]


def test_without_choices_it_is_what_the_last_change_did(client, before):
    assert [row[1:] for row in read_rows(client, "/catalogue/difference")] == [
        ["amount", "24.00", "25.00"]
    ]


def test_a_change_and_itself_have_no_difference(client, before):
    page = read(client, f"/catalogue/difference?from={before}&to={before}")
    assert f"Nothing differs between change {before} and change {before}." in text_of(page)


def test_a_day_is_the_last_change_made_on_it(client, before):
    rows = read_rows(client, f"/catalogue/difference?from={before}&to=2030-03-01")
    assert rows[0][1:] == ["amount", "23.00", "25.00"]


@pytest.mark.parametrize("name", ["from", "to"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x", "Holds “x”; may hold a day as 2026-11-24, or the number of a change."),
        (
            "1999-01-01",
            "Holds “1999-01-01”; is before the first change of the catalogue, so nothing was "
            "known: it begins on {first}.",
        ),
    ],
)
def test_what_is_no_change_is_told_at_its_field(client, before, name, text, words):
    page = read(client, f"/catalogue/difference?{name}={text}")
    (told,) = (each for each in page.iter() if each.get("id") == f"e.{name}")
    assert text_of(told) == words.format(first=read_first_day())
    assert client.get(f"/catalogue/difference.csv?{name}={text}").status_code == 422


def test_without_a_catalogue_there_is_nothing_to_compare(client, empty_catalogue):
    assert "nothing was known" in text_of(read(client, "/catalogue/difference"))


def test_the_file_holds_every_cell_that_differs(client, before):
    address = f"/catalogue/difference.csv?from={before}&to={before + 2}"
    lines = client.get(address).content.decode().splitlines()
    assert lines[0].lstrip("\ufeff") == "kind,price_list,key,what,column,before,after"
    assert lines[1] == "prices,us-list,ms-vecd-sa 2008-01-21,changed,amount,23.00,25.00"
    assert len(lines) > 5


def test_the_page_of_changes_leads_there(client, before):
    links = [link.get("href") for link in read(client, "/catalogue/changes/").iter("a")]
    assert "/catalogue/difference" in links


def test_the_command_says_the_same(before, capsys):
    call_command("catalogue_difference", str(before + 1), str(before + 2))
    said = capsys.readouterr().out
    assert said == "prices us-list ms-vecd-sa 2008-01-21: amount: 24.00 -> 25.00\n"


def test_the_command_says_that_nothing_differs(before, capsys):
    call_command("catalogue_difference", str(before), str(before))
    assert capsys.readouterr().out == "nothing differs\n"


@pytest.mark.parametrize("known", ["x", "1999-01-01"])
def test_the_command_refuses_what_is_no_change(before, known):
    with pytest.raises(CommandError, match=f"^{known}: "):
        call_command("catalogue_difference", known, str(before))


# What each change made of a scheme


def read_changes(client, query: str = "") -> list[str]:
    page = read(client, f"/prices/ms-vecd-sa/{query}")
    (section,) = (each for each in page.iter() if each.get("id") == "changes")
    return [text_of(item) for item in section.find(".//ul")]


def test_a_scheme_tells_each_change_with_its_reason_before_and_after(client, before):
    last, first, *_ = read_changes(client)
    assert last.startswith(f"Change {before + 2}, 1 March 2030: a row put right.")
    assert "“it was <b>misread</b>”" in last
    assert "us-list ms-vecd-sa 2008-01-21: amount 24.00, now 25.00" in last
    assert "us-list ms-vecd-sa 2031-01-01, new: amount 30.00" in first


def test_of_many_changes_the_newest_stand_with_the_scheme_and_all_in_its_history(client, before):
    for cents in range(22):
        change(make_price(f"26.{cents:02}"))
    assert len(read_changes(client)) == 20
    assert "/prices/ms-vecd-sa/history" in list_links(client, "/prices/ms-vecd-sa/")
    told: list[str] = []
    address = "/prices/ms-vecd-sa/history"
    while address:
        page = read(client, address)
        told += [text_of(each) for each in page.iter("li") if text_of(each).startswith("Change ")]
        address = next((link for link in list_links(client, address) if "/history/" in link), "")
    assert [each.partition(",")[0] for each in told] == [
        f"Change {number}" for number in (*range(before + 24, before, -1), 1)
    ]
    assert "amount 26.01, now 26.02" in told[19]


def test_a_scheme_that_is_not_there_has_no_history(client):
    assert client.get("/prices/no-such/history").status_code == 404


def test_as_known_once_it_tells_what_was_known_then(client, before):
    first, *_ = read_changes(client, f"?known={before + 1}")
    assert first.startswith(f"Change {before + 1},")


def test_it_leads_to_the_price_as_known_before(client, before):
    page = read(client, "/prices/ms-vecd-sa/")
    links = [link.get("href") for link in page.iter("a")]
    assert f"/prices/ms-vecd-sa/?known={before}" in links


def test_who_changed_it_is_told_to_people_with_a_role_alone(client, before):
    assert ", by ada" not in " ".join(read_changes(client))
    reader = User.objects.create_user("vera")
    reader.groups.add(Group.objects.get(name=VIEWER))
    client.force_login(reader)
    assert ", by ada" in " ".join(read_changes(client))


# Own lists


@pytest.mark.parametrize("ending", ["", ".csv"])
def test_a_stranger_sees_nothing_of_own_lists_between_two_changes(client, own, ending):
    address = f"/catalogue/difference{ending}?from={own - 1}&to={own}"
    stranger = client.get(address).content.decode()
    client.force_login(User.objects.create_user("vera"))
    member = client.get(address).content.decode()
    assert [SECRET in text for text in (stranger, member)] == [False, True]
    assert [" 2026-01-01" in text for text in (stranger, member)] == [False, True]
    assert "Our own" not in stranger


def test_a_change_of_own_lists_alone_is_absent_to_strangers(client, own):
    address = f"/catalogue/changes/{own}/"
    pages = [client.get(address).status_code, client.get("/catalogue/changes/").content.decode()]
    assert (pages[0], f'"{address}"' in pages[1]) == (404, False)
    client.force_login(User.objects.create_user("vera"))
    pages = [client.get(address).status_code, client.get("/catalogue/changes/").content.decode()]
    assert (pages[0], f'"{address}"' in pages[1]) == (200, True)


def test_of_a_change_of_several_lists_strangers_hear_the_rest(client, own):
    number = change(make_price("24.00"), make_price("18.18", price_list="ours"))
    rows = read_rows(client, f"/catalogue/changes/{number}/")
    assert [row[0] for row in rows] == ["prices: us-list ms-vecd-sa 2008-01-21"]
    first = next(read(client, "/catalogue/changes/").iter("tbody"))[0]
    assert text_of(first[4]) == "prices: 1 changed"
