"""What files of a quote are made of: its content, and its rows with all columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import slugify

from pricing.sheets.quote import COLUMNS

from .content import FIRST, LAST, Content, read_content
from .drafting import make_content
from .models import ComparisonVersion, IssuedQuote, Quote

RENDERER = "3"  # counts up where the same content makes another file


@dataclass(frozen=True)
class Paper:
    """What files are made of: the content, what names it ("" of a draft), and the scenario's answer
    as it was kept.
    """

    content: Content
    checksum: str
    scenario: dict[str, Any]

    @property
    def name(self) -> str:
        """What its files are called, without an ending."""
        header = self.content.header
        if self.checksum:
            return f"{header['number']}-v{header['version']}"
        return f"deskfare-price-indication-{slugify(header['scenario'])[:60] or 'scenario'}"

    @property
    def day(self) -> date:
        """The day that its files bear: of its issue, or of a draft's prices."""
        header = self.content.header
        return date.fromisoformat(header["issued_on"] or header["price_date"])

    @property
    def tag(self) -> str:
        """What tells a file of it from any other, as an address's ETag."""
        return f"{self.checksum}-{RENDERER}"


def read_issued(issued: IssuedQuote) -> Paper:
    """An issued quote, to make files of."""
    quote = issued.quote
    content = read_content(issued.content)
    return Paper(content, issued.checksum, _read_answer(quote.version, quote.scenario_place))


def read_draft(quote: Quote) -> Paper:
    """A draft as it stands: a price indication, without number and checksum."""
    return Paper(make_content(quote), "", _read_answer(quote.version, quote.scenario_place))


def _read_answer(version: ComparisonVersion, place: int) -> dict[str, Any]:
    scenario: dict[str, Any] = json.loads(version.answer)["scenarios"][place]
    return scenario


def list_rows(paper: Paper) -> list[dict[str, str]]:
    """The rows by the columns of the CSV."""
    return [dict(zip(COLUMNS, cells, strict=True)) for cells in list_cells(paper)]


def list_cells(paper: Paper) -> Iterator[list[str]]:
    """The rows with all columns of the CSV: what is of the whole quote stands around each row's
    own.
    """
    header, content = paper.content.header, paper.content
    own = slice(content.columns.index(FIRST), content.columns.index(LAST) + 1)
    before = [header["number"], str(header["version"])]
    before += [header[name] for name in ("issued_on", "valid_until", "scenario")]
    after = [header["compliant"], header["catalogue"]]
    after += [str(content.totals["rows"]), paper.checksum]
    for row in content.rows:
        yield [*before, *row[own], *after]
