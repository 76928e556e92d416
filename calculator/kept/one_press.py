"""A quote in one press: the page's comparison is kept, unless it is, and a draft is made of it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.roles import list_roles
from calculator.kept.beginnings import find_beginning, name_comparison
from calculator.question import address
from calculator.question.state import State, answer_of
from quotes.begun import find_untouched, wait_for_own_presses
from quotes.drafting import make_draft
from quotes.models import ComparisonVersion, Quote
from quotes.refusals import Forbidden
from quotes.rights import RIGHTS
from quotes.versions import make_comparison, save_version

NOT_ALLOWED = "Your role does not allow to make a quote."
Versions = QuerySet[ComparisonVersion]


def offers_quotes(user: Any) -> bool:
    """Whether "Make a quote" is offered: to strangers too, who log in first."""
    return not user.is_authenticated or may_make(user)


def may_make(user: Any) -> bool:
    """Whether a role of the user allows to make quotes."""
    return bool(list_roles(user) & RIGHTS["make"].roles)


@transaction.atomic
def quote_page(state: State, place: int, by: Any, *, at: datetime) -> Quote:
    """A draft of a scenario (from 0) of a state that has an answer. Where it is refused, nothing is
    kept.
    """
    if not may_make(by):
        raise Forbidden(NOT_ALLOWED)
    wait_for_own_presses(by)
    return quote_version(_keep(state, by, at), place, by, at=at)


@transaction.atomic
def quote_version(version: ComparisonVersion, place: int, by: Any, *, at: datetime) -> Quote:
    """A draft of a scenario (from 0) of a version; of a second press that of the first."""
    same = find_untouched(by, version=version, scenario_place=place, revises=None)
    return same or make_draft(version, place, by, at=at)


def _keep(state: State, by: Any, at: datetime) -> ComparisonVersion:
    """The version of the page: one that there is, the next of that which the page began from, else
    the first of a private comparison.
    """
    began = find_beginning(state.kept, by)
    if began is None:
        own = ComparisonVersion.objects.filter(comparison__owner=by, comparison__archived_at=None)
        return _find_same(own, state) or make_comparison(
            name_comparison(state.document), state.json, by, at=at
        )
    if _says_the_same(began, state):
        return began
    own = began.comparison.versions.all()
    return _find_same(own, state) or save_version(
        began.comparison, state.json, by, base=_find_base(began, by), at=at
    )


def _find_same(versions: Versions, state: State) -> ComparisonVersion | None:
    """The latest that has the page's document, priced by the page's catalogue."""
    found = versions.filter(document=state.json).select_related("comparison").order_by("-id")
    return next((each for each in found if _has_its_prices(each, state)), None)


def _says_the_same(version: ComparisonVersion, state: State) -> bool:
    """Whether nothing was changed since the page began: its document came by an address, so that
    numbers may be written otherwise.
    """
    return _has_its_prices(version, state) and not address.write(
        json.loads(version.document), state.document
    )


def _has_its_prices(version: ComparisonVersion, state: State) -> bool:
    """Whether the version was priced by what the page is priced by: else its figures are others."""
    catalogue = answer_of(state).question.market.catalogue
    if version.catalogue is None:
        return not catalogue.change
    return (version.catalogue.change, version.catalogue.price_list) == (
        catalogue.change,
        catalogue.price_list,
    )


def _find_base(began: ComparisonVersion, by: Any) -> int:
    """The version that the next is based on: the one from which the page began, or the latest where
    all since are of the same person.
    """
    since = began.comparison.versions.filter(number__gt=began.number)
    if since.exclude(by=by).exists():
        return began.number
    latest = since.order_by("number").last() or began
    return latest.number
