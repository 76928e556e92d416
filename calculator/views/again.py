"""A form of which nothing was saved: it is shown as it was typed, to be sent once more."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse

from calculator.views import comparisons, make_quote, proposals, quotes
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
}


def show_again(request: HttpRequest, words: str = OLDER) -> HttpResponse | None:
    """The page with what was typed, and why; None where there is none for its reader."""
    match = request.resolver_match
    if match is None or match.url_name not in SHOWN or not request.user.is_authenticated:
        return None
    try:
        return SHOWN[match.url_name](request, words, **match.kwargs)
    except Refusal:
        return None
