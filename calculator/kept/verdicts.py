"""What the page says of a file that was verified."""

from __future__ import annotations

from typing import NamedTuple

from quotes.verdicts import CLOTHING, DIFFERENT, IDENTICAL, Difference, Verdict, tell_rows

MOST = 200  # differences, one by one
WORDS = {
    IDENTICAL: "It is what was issued.",
    CLOTHING: "It says what was issued, written in another way.",
    DIFFERENT: "It is not what was issued.",
}


class VerdictView(NamedTuple):
    """A verdict in words; `is_silent` about what differs before those who may not read it."""

    words: str
    about: str
    end: str
    is_silent: bool
    checked: str
    clothing: list[str]
    differences: list[Difference]
    more: int
    rows: list[str]


def view_verdict(verdict: Verdict, details: bool) -> VerdictView:
    """The verdict and, for those who may know, each difference."""
    about, end = "", ""
    if verdict.number:
        about = f"{verdict.number}, version {verdict.version}"
    if verdict.end:
        end = f"This quote was {verdict.end} since."
    if not details:
        differs = bool(about) and verdict.kind != IDENTICAL
        return VerdictView(_tell(verdict), about, end, differs, verdict.checked, [], [], 0, [])
    return VerdictView(
        _tell(verdict),
        about,
        end,
        False,
        verdict.checked,
        verdict.clothing,
        verdict.differences[:MOST],
        max(0, len(verdict.differences) - MOST),
        tell_rows(verdict),
    )


def _tell(verdict: Verdict) -> str:
    return WORDS.get(verdict.kind, verdict.words)
