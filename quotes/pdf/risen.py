"""What the page says of prices that rise: by how much, and what each is then."""

from __future__ import annotations

from collections.abc import Sequence

from ..papers import Paper
from ..wording import PRICED_AS, name_due, tell_rises, write_risen_row
from .lines import Row
from .sources import write_day

NO_BREAK = "\N{NO-BREAK SPACE}"
MOST_RISEN = 12  # rows of a line at later prices, one by one


def write_above(paper: Paper) -> str:
    """What stands right above the table: that later prices are others, and who assumes so."""
    header = paper.content.header
    rises = tell_rises(header, paper.content.records)
    if not rises:
        return ""
    day = write_day(header["price_date"])
    return " ".join(
        [
            *rises,
            PRICED_AS,
            f"Unit prices are those of {day}; below them stands what they rise to.",
        ]
    )


def tell_risen(rows: Sequence[Row]) -> str:
    """What each row of a line costs that is paid at a later price, so that it multiplies out."""
    told = [
        f"{name_due(int(row['due_year']))} {int(row['packs']):,} × {write_risen_row(row)}"
        for row in rows[:MOST_RISEN]
    ]
    if more := len(rows) - len(told):
        told.append(f"and {more:,} more, in the file attached")
    return "; ".join(each.replace(" ", NO_BREAK) for each in told)
