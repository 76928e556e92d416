"""The quote: the bought lines of a scenario as rows, made from the payments' exact decimals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.utils.text import slugify

from ..engine.answer import Answer
from ..engine.document import Question
from ..engine.exact import decimals_of
from ..engine.faults import Fault, holds
from ..engine.payments import Payment, payments_of
from . import Cell, Sheet, number_cell

Row = Mapping[str, str]

ISSUED = ("quote", "version", "issued_on", "valid_until")
NUMBERS = (
    *(
        "line",
        "quantity",
        "pack",
        "packs",
        "list_unit_price",
        "discount",
        "list_factor",
        "net_unit_price",
    ),
    *("rate", "periods", "price_factor", "due_year", "unit_amount", "amount"),
)
COLUMNS = (
    *ISSUED,
    *("scenario", "line"),
    *("category", "scheme", "vendor", "product", "edition", "description"),
    *("metric", "quantity", "binding"),
    *("pack", "packs"),
    *("list_unit_price", "discount", "list_factor", "net_unit_price"),
    *("rate", "periods", "price_factor", "due_year", "unit_amount", "amount"),
    *(
        "currency",
        "price_list",
        "price_date",
        "price_valid_from",
        "source",
        "source_url",
        "confidence",
    ),
    *("compliant", "catalogue", "rows", "checksum"),
)
LONGEST_SLUG = 60
QUOTED = "quoted"


def name_change(question: Question) -> str:
    """The change of the catalogue by its number, else by what names the content; "" of a
    document's own.
    """
    return str(question.catalogue_change or question.market.catalogue.change)


def rows_of(answer: Answer, scenario_place: int) -> list[Row]:
    """The rows of one scenario (counted from 0) by column, as text; a price indication's, not yet
    issued.

    None where a scheme is not on sale.
    """
    payments = payments_of(answer.evaluation, scenario_place)
    scenario = answer.scenarios[scenario_place].scenario
    shared = {
        **dict.fromkeys(ISSUED, ""),
        "scenario": scenario.name,
        "currency": answer.currency,
        "price_list": answer.question.price_list,
        "price_date": scenario.market.day.isoformat(),
        "compliant": "yes" if answer.scenarios[scenario_place].compliant else "no",
        "catalogue": name_change(answer.question),
        "checksum": "",
    }
    counted = {"rows": str(len(payments))}
    return [
        {**shared, **counted, "line": str(line), **_write_row(payment)}
        for line, payment in enumerate(payments, start=1)
    ]


def _write_row(payment: Payment) -> Row:
    decimals, list_unit_price, discount, list_factor = 2, "", "", ""
    if payment.list_unit_price is not None:
        decimals = decimals_of(payment.list_unit_price)
        list_unit_price = write_exact(payment.list_unit_price, decimals)
    if payment.discount is not None:
        discount = write_exact(payment.discount)
    if payment.list_factor is not None:
        list_factor = write_exact(payment.list_factor)
    return {
        "category": payment.category,
        **_write_bought(payment),
        "quantity": str(payment.quantity),
        "binding": payment.binding or "",
        "packs": str(payment.packs),
        "list_unit_price": list_unit_price,
        "discount": discount,
        "list_factor": list_factor,
        "net_unit_price": write_exact(payment.net_unit_price, decimals),
        "rate": write_exact(payment.rate),
        "periods": str(payment.periods),
        "price_factor": write_exact(payment.price_factor),
        "due_year": str(payment.due_year),
        "unit_amount": write_exact(payment.unit_amount, 2),
        "amount": write_exact(payment.amount, 2),
        **_write_source(payment),
    }


def _write_bought(payment: Payment) -> Row:
    """What is bought: a scheme, or what an own line is called."""
    scheme = payment.scheme
    if scheme is None:
        named = dict.fromkeys(("scheme", "vendor", "product", "edition", "metric"), "")
        return {**named, "description": describe(payment), "pack": "1"}
    return {
        "scheme": scheme.id,
        "vendor": scheme.vendor,
        "product": scheme.product,
        "edition": scheme.edition,
        "description": describe(payment),
        "metric": scheme.metric,
        "pack": str(scheme.pack),
    }


def describe(payment: Payment) -> str:
    """What a payment is for, by name."""
    if payment.scheme is None:
        assert payment.own is not None
        return payment.own.name
    if payment.kind == "maintenance":
        return f"{payment.scheme.name}, maintenance"
    return payment.scheme.name


def _write_source(payment: Payment) -> Row:
    """Who says what it costs: the list, whoever quoted it, or the reader's own line."""
    price = payment.price
    if price is None:
        if payment.own is None:
            said = QUOTED
        else:
            said = payment.own.source
        return {"price_valid_from": "", "source": said, "source_url": "", "confidence": ""}
    return {
        "price_valid_from": price.valid_from.isoformat(),
        "source": price.source,
        "source_url": price.source_url,
        "confidence": price.confidence,
    }


def find_said_price(row: Row) -> str:
    """The price of a pack that the row's source says: the list's, or what was quoted or typed."""
    if row["confidence"] and row["list_unit_price"]:
        return row["list_unit_price"]
    return row["net_unit_price"]


def write_exact(number: Decimal, decimals: int = 0) -> str:
    """A decimal as plain text: every digit that counts, no exponent, and at least so many decimals.

    >>> write_exact(Decimal("0.10")), write_exact(Decimal("499.580200"), 2)
    ('0.1', '499.5802')
    >>> write_exact(Decimal("1E+3"), 2)
    '1000.00'
    """
    whole, _, part = f"{number:f}".partition(".")
    part = part.rstrip("0").ljust(decimals, "0")
    if part:
        return f"{whole}.{part}"
    return whole


def number_rows(answer: Answer, scenario_place: int | None) -> list[Row]:
    """The rows of one scenario, or of all one after another; each says how many there are."""
    rows = [row for place in list_places(answer, scenario_place) for row in rows_of(answer, place)]
    return [{**row, "rows": str(len(rows))} for row in rows]


def quote_sheet(answer: Answer, scenario_place: int | None) -> Sheet:
    """The table of one scenario, or of all of them one after another under one header."""
    return sheet_of(file_name(answer, scenario_place), number_rows(answer, scenario_place))


def list_places(answer: Answer, scenario_place: int | None) -> list[int]:
    """One scenario, or all where none is named."""
    if scenario_place is None:
        return list(range(len(answer.scenarios)))
    return [scenario_place]


def sheet_of(name: str, rows: Iterable[Row]) -> Sheet:
    """Rows of quotes as a table."""
    return Sheet(
        name, COLUMNS, [[make_cell(column, row[column]) for column in COLUMNS] for row in rows]
    )


def make_cell(column: str, value: str) -> Cell:
    if column in NUMBERS:
        return number_cell(value)
    return value


def without_rows(answer: Answer, scenario_place: int | None) -> list[Fault]:
    """Why a table would have nothing under its header: what is not on sale in that scenario, or in
    all of them.
    """
    scenarios = [answer.scenarios[place] for place in list_places(answer, scenario_place)]
    if any(scenario.figures is not None for scenario in scenarios):
        return []
    return [
        Fault("scenario", holds(scenario.scenario.name), f"has no rows: {message}")
        for scenario in scenarios
        for finding, message in scenario.findings
        if finding.kind == "not_on_sale"
    ]


def day_of(answer: Answer, scenario_place: int | None) -> date:
    """The day of the prices: a scenario may have one of its own."""
    if scenario_place is None:
        return answer.question.price_date
    return answer.scenarios[scenario_place].scenario.market.day


def file_name(answer: Answer, scenario_place: int | None, kind: str = "") -> str:
    """A name that says what the file is, without its ending:
    `deskfare-hyper-v-with-vecd-2008-01-31`.
    """
    if scenario_place is None:
        name, otherwise = answer.question.title, "comparison"
    else:
        name = answer.scenarios[scenario_place].scenario.name
        otherwise = f"scenario-{scenario_place + 1}"
    day = day_of(answer, scenario_place)
    slug = slugify(name)
    if len(slug) > LONGEST_SLUG:
        slug = slug[: LONGEST_SLUG + 1].rpartition("-")[0] or slug[:LONGEST_SLUG]
    parts = ["deskfare", kind, slug.strip("-_") or otherwise, day.isoformat()]
    return "-".join(filter(None, parts))
