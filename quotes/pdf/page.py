"""What the page says: every word and amount as text, in the order in which the sheet sets it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pricing.presumed import HEADING

from ..content import Content
from ..doubts import RECALLED, tell_recalled, tell_typed
from ..evidence import tell_evidence
from ..offers import HEADING as OFFERS
from ..offers import tell_offers
from ..papers import Paper
from ..wording import name_due, tell_assumption, tell_change, tell_known, write_price
from .lines import Line, are_too_many, list_lines, name_rows, sum_categories
from .printable import replace_signs, shorten, shorten_sources
from .risen import tell_risen, write_above
from .sources import Source, list_sources, number_sources, tell_source, write_day

NOTHING_DUE = "–"
# The widths of signs as parts of the size of the letters, as the sheet's font has them.
DIGIT, SIGN = 0.64, 0.3
SIZE_POINTS, GAP_POINTS = 7.2, 7.0
# What the sheet leaves beside the columns of amounts: A4 less margins, rows, text and quantity.
ROOM_POINTS = 510 - 34 - 128 - 124


def list_page(paper: Paper) -> dict[str, Any]:
    """All that the sheet shows, as JSON would hold it."""
    content = paper.content
    header, totals = content.header, content.totals
    lines = list_lines(content.records)
    years = [each["due_year"] for each in totals["by_year"]]
    notes = number_sources(lines)
    columns = [write_amount(each["due"]) for each in totals["by_year"]] + [
        write_amount(totals["due"])
    ]
    page = {
        "title": name_title(paper),
        "number": header["number"],
        "version": str(header["version"]),
        "replaces": _tell_version(header),
        "name": header["scenario"],
        "letterhead": _list_texts(header["organisation"]["letterhead"]),
        "organisation": header["organisation"]["name"],
        "parties": _list_parties(content),
        "headline": _list_headline(paper),
        "is_wide": measure(columns) > ROOM_POINTS,
        "heads": [write_due(year) for year in years],
        "rows": _list_rows(lines, years, notes),
        "is_summed": are_too_many(len(lines), len(years)),
        "sums": _list_sums(header, totals),
        "above": write_above(paper),
        "below": _write_below(paper, len(lines)),
        "lists": [
            {**each, "texts": shorten(each["texts"])}
            for each in _list_lists(content)
            if each["texts"]
        ],
        "sources": shorten_sources(list_sources(lines, notes)),
        "people": _list_people(header),
        "signed": _tell_signed(paper),
        "checksum": paper.checksum,
        "verified_at": _tell_verified_at(header),
        "day": paper.day.isoformat(),
        "content": content.write(),
    }
    return replace_signs(page)


def name_title(paper: Paper) -> str:
    """What the document is."""
    if paper.checksum:
        return f"Quote {paper.content.header['number']}"
    return "Price indication"


def write_amount(amount: str | Decimal) -> str:
    """Money as people read it.

    >>> write_amount("-1234.5")
    '−1,234.50'
    """
    return f"{Decimal(amount):,.2f}".replace("-", "−")


def write_due(year: int) -> list[str]:
    """When something is due, in the lines of a column's head."""
    return name_due(year).capitalize().split(" ", 1) if year else [name_due(year).capitalize()]


def measure(texts: Iterable[str]) -> float:
    """How wide columns of these amounts are, in points."""
    return sum(
        GAP_POINTS + SIZE_POINTS * sum(DIGIT if sign.isdigit() else SIGN for sign in text)
        for text in texts
    )


def _list_texts(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _list_parties(content: Content) -> list[dict[str, Any]]:
    """Who, to whom, when, at what prices: each with its label."""
    header = content.header
    facts = [
        ("From", _list_texts(header["supplier"]) or [header["organisation"]["name"]]),
        ("For", _list_texts(header["customer"])),
        ("Issued", [write_day(header["issued_on"])] if header["issued_on"] else []),
        ("Valid until", [write_day(header["valid_until"])]),
        (
            "Prices",
            [
                content.price_list,
                f"of {write_day(header['price_date'])}, {header['currency']}",
                *filter(None, [tell_known(header), tell_change(header)]),
            ],
        ),
    ]
    return [{"label": label, "texts": texts} for label, texts in facts if any(texts)]


def _list_headline(paper: Paper) -> list[dict[str, str]]:
    """The four figures that are looked for first."""
    header, totals = paper.content.header, paper.content.totals
    by_year = {each["due_year"]: Decimal(each["net"]) for each in totals["by_year"]}
    later = [net for year, net in by_year.items() if year]
    yearly = NOTHING_DUE
    if later:
        yearly = write_amount(min(later))
    if later and min(later) != max(later):
        yearly += f" to {write_amount(max(later))}"
    tax = header["tax"]["label"] or "tax"
    return [
        {"label": "Due at once, net", "text": write_amount(by_year.get(0, Decimal(0)))},
        {"label": "Each later due date, net", "text": yearly},
        {"label": "In all, net", "text": write_amount(totals["net"])},
        {"label": f"In all with {tax}, {header['currency']}", "text": write_amount(totals["due"])},
    ]


def _list_rows(
    lines: Sequence[Line], years: Sequence[int], notes: Mapping[Source, int]
) -> list[dict[str, Any]]:
    if are_too_many(len(lines), len(years)):
        sums = sum_categories(lines)
        return [
            {
                "text": category.replace("_", " and ").capitalize(),
                **dict.fromkeys(
                    ("rows", "quantity", "unit", "price", "risen", "note", "doubt"), ""
                ),
                "is_of_another": False,
                **_write_due(due, years),
            }
            for category, due in sums.items()
        ]
    return [
        {
            "rows": name_rows(line.rows),
            "text": line.first["description"],
            "quantity": line.quantity,
            "unit": line.unit,
            "price": write_price(line.unit_price),
            "note": str(notes.get(tell_source(line.first), "")),
            "doubt": RECALLED if line.first["confidence"] == RECALLED else "",
            "risen": tell_risen(line.risen),
            "is_of_another": line.is_of_another,
            **_write_due(line.due, years),
        }
        for line in lines
    ]


def _write_due(due: Mapping[int, Decimal], years: Sequence[int]) -> dict[str, Any]:
    amounts = [write_amount(due[year]) if year in due else NOTHING_DUE for year in years]
    return {"due": amounts, "total": write_amount(sum(due.values(), Decimal(0)))}


def _list_sums(header: Mapping[str, Any], totals: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Net, tax and what is to be paid, by due date and in all."""
    tax = header["tax"]["label"] or "Tax"
    rate = f"{(Decimal(header['tax']['rate']) * 100).normalize():f}"
    named = {
        "net": f"Net, {header['currency']}",
        "tax": f"{tax}, {rate} %",
        "due": f"To pay, {header['currency']}",
    }
    return [
        {
            "text": words,
            "due": [write_amount(each[name]) for each in totals["by_year"]],
            "total": write_amount(totals[name]),
        }
        for name, words in named.items()
    ]


def _write_below(paper: Paper, count: int) -> str:
    """What stands right below the table: how its amounts came to be."""
    rows = paper.content.totals["rows"]
    words = (
        f"Each amount is the sum of rows that were rounded to the cent by themselves: {rows:,} in"
        " all, in the file attached to this document and in its CSV. Each due date is taxed by"
        f" itself. {NOTHING_DUE} nothing due."
    )
    for told in filter(None, (tell_recalled(paper.content), tell_typed(paper.content))):
        words += f" {told}."
    if are_too_many(count, len(paper.content.totals["by_year"])):
        return f"{count:,} lines are summed by category: each stands in the file attached. {words}"
    return f"The first column says which rows a line sums. {words}"


def _list_lists(content: Content) -> list[dict[str, Any]]:
    """What is said below the table, each under its head."""
    header = content.header
    compliant = "The licence rules that are checked are met."
    if header["compliant"] != "yes":
        compliant = "The licence rules are not met, in these points:"
    assumptions = [tell_assumption(each) for each in header["assumptions"]]
    reasons = [
        f"{each['reason']} ({each['by']}, although {' and '.join(each['although'])})"
        if each["although"]
        else f"{each['reason']} ({each['by']})"
        for each in header["reasons"]
    ]
    return [
        {"head": "Notes", "texts": _list_texts(header["notes"])},
        {"head": "Why it was approved all the same", "texts": reasons},
        {"head": HEADING, "texts": content.owned},
        {"head": OFFERS, "texts": tell_offers(header)},
        {"head": "Not included", "texts": header["not_included"]},
        {"head": "Licence rules", "texts": [compliant, *header["findings"]]},
        {"head": "What the net rests on, by age of the source", "texts": tell_evidence(header)},
        {"head": "Not checked by this program", "texts": header["not_checked"]},
        {"head": "Assumptions that set quantities", "texts": assumptions},
        {"head": "Rows that differ from the comparison", "texts": header["differences"]},
    ]


def _tell_verified_at(header: Mapping[str, Any]) -> str:
    """Where a copy is checked."""
    if site := header["organisation"]["site"]:
        return f"at {site}/verify"
    return "on the Verify page of the program that made it"


def _tell_signed(paper: Paper) -> str:
    """What is signed: its name and its sum; "" of what is not issued."""
    header, totals = paper.content.header, paper.content.totals
    if not paper.checksum:
        return ""
    tax = header["tax"]["label"] or "tax"
    return (
        f"{name_title(paper)}, version {header['version']}, of {write_day(header['issued_on'])}:"
        f" {write_amount(totals['net'])} net, {write_amount(totals['due'])} with {tax},"
        f" {header['currency']}"
    )


def _tell_version(header: Mapping[str, Any]) -> str:
    """Which version it is and which it replaces; "" of the first, and of what is not issued."""
    version = header["version"]
    if not version or int(version) == 1:
        return ""
    return f"version {version}, which replaces version {int(version) - 1}"


def _list_people(header: Mapping[str, Any]) -> list[dict[str, str]]:
    """Who stands for it."""
    named = (("Approved by", "approved_by"), ("Issued by", "issued_by"))
    return [{"label": label, "text": header[name]} for label, name in named if header[name]]
