"""Tables of texts and money as CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from pricing.engine.answer_document import money_text
from pricing.quote import SEPARATORS, cell


class Text(str):
    """A cell of words; a number is money in cents."""


def csv_of(rows: Iterable[Sequence[Text | int | None]], dialect: str = "comma") -> str:
    """Rows as a file: money with two decimals, words so that no spreadsheet runs them."""
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file, delimiter=SEPARATORS[dialect], lineterminator="\r\n")
    for row in rows:
        writer.writerow(
            [
                cell("scenario", each) if isinstance(each, Text) else cell("amount", money_text(each) or "", dialect)
                for each in row
            ]
        )
    return file.getvalue()
