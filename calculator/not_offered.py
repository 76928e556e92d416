"""Fields that a form was sent and does not offer change nothing; they are told in the log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from accounts.log_context import NOTHING, find_user_id
from calculator.kept.refused import TOKEN
from calculator.question import address
from calculator.question.state import CONTROLS
from calculator.views.files import LOOK_NAMES

MOST_NAMES = 10
LONGEST_NAME = 40
OF_A_QUESTION = {*address.DOCUMENT, *CONTROLS, *LOOK_NAMES, "calculate", "shown"}
# What a form offers and not every press of its buttons asks for, by the names of addresses.
OFFERED: dict[str, tuple[str, ...]] = {
    "draft": ("seen", "revision", "as_it_stands", "reason"),
    "pricing_price_delete": ("seen",),
}
BUTTON = "_"  # what those of the admin begin with, of which it asks for the others alone
CONFIRMED = "post"  # that a deletion was asked for twice, for which the admin looks at no name
REFUSED = range(400, 600)
OF_FIELDS = 422  # where the rest of the form was read

log = logging.getLogger("deskfare.fields")


class Sent(QueryDict):
    """A form that knows which of its fields were asked for."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.asked_for: set[str] = set()
        self.is_question = False

    @classmethod
    def of(cls, form: QueryDict) -> Sent:
        """The same fields, of which none was asked for."""
        sent = cls(mutable=True, encoding=form.encoding)
        for name, texts in form.lists():
            sent.setlist(name, texts)
        sent._mutable = False
        return sent

    def __getitem__(self, name: str) -> Any:
        self.asked_for.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.asked_for.add(str(name))
        return super().__contains__(name)

    def _getlist(self, name: str, *given: Any, **more: Any) -> Any:
        self.asked_for.add(name)
        return super()._getlist(name, *given, **more)

    def lists(self) -> Iterator[tuple[str, list[str]]]:
        """All of it: of a question's copy what is known there, which its reader picks out."""
        self.asked_for.update(name for name in self if not self.is_question or _is_known(name))
        return super().lists()

    def dict(self) -> dict[str, str]:
        """What is shown once more as it was typed, for which nobody asks for a field."""
        return {name: texts[-1] for name, texts in super().lists()}

    def copy(self) -> Sent:
        """What pages of a question read it from."""
        copied = Sent(mutable=True, encoding=self.encoding)
        for name, texts in super().lists():
            copied.setlist(name, list(texts))
        copied.asked_for, copied.is_question = self.asked_for, True
        return copied

    def list_not_offered(self, offered: tuple[str, ...]) -> list[str]:
        """The names that nobody asked for."""
        names = {*self} - self.asked_for - {TOKEN, CONFIRMED, *offered}
        return sorted(name for name in names if not name.startswith(BUTTON))


def _is_known(name: str) -> bool:
    return name.partition(".")[0].partition("[")[0] in OF_A_QUESTION


class TellNotOffered:
    """Writes a line of what a form was sent in vain: names alone, few and short, never a text.

    No page sends such a field, so whoever did made the form by hand. What is refused as a whole, or
    led elsewhere before anybody looked at it, has its line already.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sent = request.__dict__.get("_post")
        if isinstance(sent, Sent) and _is_read(response):
            _tell(request, sent)
        return response

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> None:
        """Where a form is looked at: its token was read from it already."""
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            request.POST = Sent.of(request.POST)


def _is_read(response: HttpResponse) -> bool:
    """Whether a form came to where its fields matter."""
    is_refused = response.status_code in REFUSED and response.status_code != OF_FIELDS
    asks_first = response.get("Location", "").startswith(reverse("account_reauthenticate"))
    return not is_refused and not asks_first


def _tell(request: HttpRequest, sent: Sent) -> None:
    name = request.resolver_match.url_name
    names = sent.list_not_offered(OFFERED.get(name, ()))
    if not names:
        return
    shown = " ".join(quote(each[:LONGEST_NAME], "") for each in names[:MOST_NAMES])
    words = "%s was sent fields that it does not offer, %d in all: %s user=%s"
    log.warning(
        words, request.resolver_match.view_name, len(names), shown, find_user_id() or NOTHING
    )
