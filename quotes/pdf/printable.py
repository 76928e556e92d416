"""What of a page's texts can be set: signs that are no part of a text, and lists without end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..models.texts import is_no_text

INSTEAD = "\ufffd"
MOST_TEXTS = 300  # in a list; what is more is said by its number
ATTACHED = "content"


def replace_signs(page: dict[str, Any]) -> dict[str, Any]:
    """The same with a visible sign in place of each that is no part of a text; `replaces_signs`
    says whether there was one. What is attached stays as it is.
    """
    printed = {name: _replace(value) for name, value in page.items() if name != ATTACHED}
    return {
        **printed,
        ATTACHED: page[ATTACHED],
        "replaces_signs": printed != {name: page[name] for name in printed},
    }


def _replace(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(INSTEAD if is_no_text(sign) else sign for sign in value)
    if isinstance(value, dict):
        return {name: _replace(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_replace(each) for each in value]
    return value


def shorten(texts: Sequence[str]) -> list[str]:
    """The first of many, and how many more there are.

    >>> shorten(["a"] * 1301)[-1]
    'And 1,001 more, in the file attached to this document.'
    """
    return [*texts[:MOST_TEXTS], *_tell_more(texts)]


def shorten_sources(sources: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The same of rows of a table, whose last says so in its second column."""
    empty = dict.fromkeys(sources[0] if sources else (), "")
    more = [{**empty, "source": words} for words in _tell_more(sources)]
    return [*sources[:MOST_TEXTS], *more]


def _tell_more(things: Sequence[Any]) -> list[str]:
    more = len(things) - MOST_TEXTS
    return [f"And {more:,} more, in the file attached to this document."] * (more > 0)
