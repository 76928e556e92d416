"""A form of which nothing was saved: it is shown as it was typed, to be sent once more."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse

from calculator.views import comparisons, make_quote, own_lists, proposals, quotes, tokens
from quotes.refusals import Refusal

OLDER = (
    "Nothing was saved, because this form is older than your log-in. Look it through, and press "
    "once more."
)
# By the names of their addresses: what is shown, never done.
SHOWN: Mapping[str, Callable[..., HttpResponse | None]] = {
    "comparisons": comparisons.show_typed,
    "draft": quotes.show_typed,
    "make-quote": make_quote.show_typed,
    "issued": quotes.show_issued_typed,
    "proposals": proposals.show_list_typed,
    "proposal": proposals.show_typed,
    "own-list": own_lists.show_typed,
    "tokens": tokens.show_typed,
}


def is_shown_again(request: HttpRequest) -> bool:
    """Whether who logs in is shown again what was sent."""
    return request.resolver_match is not None and request.resolver_match.url_name in SHOWN


def show_again(request: HttpRequest, words: str = OLDER) -> HttpResponse | None:
    """The page with what was typed, and why; None where there is none for its reader."""
    if not is_shown_again(request) or not request.user.is_authenticated:
        return None
    match = request.resolver_match
    try:
        return SHOWN[match.url_name](request, words, **match.kwargs)
    except Refusal:
        return None
