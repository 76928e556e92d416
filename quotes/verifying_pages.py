"""The text of a PDF's pages beside that of the PDF that was kept, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice, zip_longest

MOST_LINES = 100  # that are told one by one
PRINTED, ORDER, MORE = "a line that is printed", "the order of what is printed", "more lines"


def compare_pages(kept: str, found: str) -> Iterator[tuple[str, str, str]]:
    """What is printed in one alone; where the lines are the same, the first that stand elsewhere.

    >>> list(compare_pages("a\\nb", "a\\nc"))
    [('a line that is printed', 'b', ''), ('a line that is printed', '', 'c')]
    >>> list(compare_pages("a\\nb", "b\\na"))
    [('the order of what is printed', 'a', 'b')]
    """
    wanted, given = _list_lines(kept), _list_lines(found)
    if wanted == given:
        return
    lacking, added = Counter(wanted) - Counter(given), Counter(given) - Counter(wanted)
    lines = [
        *((PRINTED, line or "an empty page", "") for line in lacking.elements()),
        *((PRINTED, "", line or "an empty page") for line in added.elements()),
    ]
    yield from islice(lines, MOST_LINES)
    if len(lines) > MOST_LINES:
        yield PRINTED, "", MORE
    if not lines:
        pairs = zip_longest(wanted, given, fillvalue="")
        yield next((ORDER, line, other) for line, other in pairs if line != other)


def _list_lines(text: str) -> list[str]:
    """Its lines, however wide the blanks in them are; an empty page is an empty line."""
    return [" ".join(line.split()) for line in text.split("\n")]
