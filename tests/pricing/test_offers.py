"""What a request brings back: prices, what is missing in it, and what it was asked otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from pricing.asked_before import QUANTITIES
from pricing.comparison import compare
from pricing.engine.answer import Answer
from pricing.engine.faults import Faults
from pricing.offer import Offer, read_offer
from pricing.sheets import Cell
from pricing.sheets.formats import FORMATS
from pricing.sheets.reading import read_table
from pricing.sheets.request import COLUMNS, request_export
from tests.purchase_strategies import random_purchase
from tests.small_purchases import asked, scheme
from tests.strategies import random_document

SCENARIO, SCHEME, PRICE = map(COLUMNS.index, ("scenario", "scheme", "pack_price"))
SEEDS = 20
Rows = list[list[Cell]]


def place_of(column: str) -> int:
    return COLUMNS.index(column)


def sent_back(answer: Answer, change: Callable[[Rows], object], form: int = 0) -> Offer:
    """The request for all scenarios, written and read in a format after somebody worked on it."""
    export = request_export(answer, None)
    rows = [list(row) for row in export.table.rows]
    change(rows)
    table = export.table._replace(rows=rows)
    changed = export._replace(table=table, make_sheets=lambda: [table, *export.sheets[1:]])
    data = FORMATS[form].write(changed)
    return read_offer(read_table(data), answer)


def fill(rows: Rows, price: str = "12.25") -> None:
    for row in rows:
        row[PRICE] = Decimal(price)


def small(**fields: object) -> Answer:
    """A hundred users of one scheme."""
    return compare(asked(scheme(**fields), horizon_years=1))


def read_small(change: Callable[[Rows], object], **fields: object) -> Offer:
    def work(rows: Rows) -> None:
        fill(rows)
        change(rows)

    return sent_back(small(**fields), work)


def put(column: str, value: Cell) -> Callable[[Rows], object]:
    return lambda rows: rows[0].__setitem__(place_of(column), value)


def refused(change: Callable[[Rows], object], **fields: object) -> str:
    with pytest.raises(Faults) as found:
        read_small(change, **fields)
    return str(found.value)


@pytest.fixture(scope="module")
def answers() -> list[Answer]:
    """Random comparisons of which something is asked."""
    documents = [*map(random_document, range(SEEDS)), *map(random_purchase, range(SEEDS))]
    found = [compare(document) for document in documents]
    return [answer for answer in found if list(request_export(answer, None).table.rows)]


@pytest.mark.parametrize("form", range(len(FORMATS)))
def test_a_filled_request_is_complete_and_of_the_quantities_asked(answers, form):
    assert len(answers) > SEEDS
    for answer in answers:
        offer = sent_back(answer, fill, form)
        assert offer.prices
        assert (offer.missing, offer.asked_otherwise, offer.without_scheme) == ((), (), ())
        assert not offer.is_without_currency


@pytest.mark.parametrize("form", range(len(FORMATS)))
def test_every_row_that_somebody_took_out_is_named(answers, form):
    random = Random(form)
    taken = 0
    for answer in answers:
        out: list[tuple[Cell, Cell]] = []

        def take_out(rows: Rows, out: list[tuple[Cell, Cell]] = out) -> None:
            fill(rows)
            for row in random.sample(rows, len(rows) // 2):
                if sum(other[SCENARIO] == row[SCENARIO] for other in rows) > 1:
                    rows.remove(row)
                    out.append((row[SCENARIO], row[SCHEME]))

        offer = sent_back(answer, take_out, form)
        names = [scenario.scenario.name for scenario in answer.scenarios]
        missing = [(names[each.place], each.scheme) for each in offer.missing]
        assert sorted(missing) == sorted(out)
        taken += len(out)
    assert taken > SEEDS


@pytest.mark.parametrize("form", range(len(FORMATS)))
def test_every_quantity_that_somebody_changed_is_named(answers, form):
    random = Random(form)
    for answer in answers:
        column = random.choice(QUANTITIES)
        before: list[Cell] = []

        def change(rows: Rows, column: str = column, before: list[Cell] = before) -> None:
            fill(rows)
            row = random.choice(rows)
            before += [row[SCHEME], row[place_of(column)]]
            row[place_of(column)] = int(row[place_of(column)]) + 1

        [otherwise] = sent_back(answer, change, form).asked_otherwise
        [quantity] = otherwise.quantities
        assert [otherwise.scheme, quantity.now] == before
        assert (quantity.column, int(quantity.before)) == (column, quantity.now + 1)


def test_what_is_missing_is_of_the_scenarios_that_the_file_names():
    document = asked(scheme(), horizon_years=1)
    [one] = document["scenarios"]
    answer = compare(document | {"scenarios": [one, one | {"name": "other"}]})
    offer = sent_back(answer, lambda rows: (fill(rows), rows.pop()))
    assert offer.missing == ()


def test_quantities_that_are_alike_are_told_once():
    def halve(rows: Rows) -> None:
        for column in ("units", "packs_at_first", "packs_in_all"):
            rows[0][place_of(column)] = 50

    [otherwise] = read_small(halve).asked_otherwise
    assert otherwise.quantities == (("units", "50", 100),)


def test_a_price_of_another_pack_is_refused():
    assert "column pack: holds '10'; may hold 20: the price is of another pack" in refused(
        put("pack", 10), pack=20
    )


@pytest.mark.parametrize("text", ["n/a", "auf Anfrage", "incl.", "tbd", "-", "–"])
def test_words_in_place_of_a_price_are_told_to_leave_the_cell_empty(text):
    words = refused(put("pack_price", text))
    assert words.endswith("leave the cell empty where there is no price")


def test_a_row_without_a_scheme_is_left_out_with_its_line():
    total: list[Cell] = ["Total", *[None] * (len(COLUMNS) - 1)]
    total[PRICE] = Decimal("1225")
    offer = read_small(lambda rows: rows.append(total))
    assert offer.without_scheme == ((3, "Total"),)
    assert len(offer.prices) == 1


def test_a_price_without_a_currency_is_in_that_of_the_comparison():
    offer = read_small(put("currency", None))
    assert offer.is_without_currency
    assert offer.prices[0].after == (Decimal("12.25"),)


def test_a_day_is_read_as_the_supplier_writes_it():
    [price] = read_small(put("valid_until", "31.01.2027")).prices
    assert price.valid_until == date(2027, 1, 31)


def test_how_much_of_a_price_maintenance_is_stays_at_home():
    answer = small(charge="perpetual", maintenance_rate="0.21")
    [row] = request_export(answer, None).table.rows
    assert row[place_of("paid")] == "once, and maintenance a year"
