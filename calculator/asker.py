"""Who asks a supplier, and until when an answer is wanted: a form of the page, and of the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms

from calculator import formats
from calculator.kept.forms import LineField
from pricing.engine.faults import Fault, Faults, holds
from pricing.plain_form_fields import PlainDateField
from pricing.sheets.request import Asker
from quotes.issuing import name_person
from quotes.models import Organisation

LONGEST = 200
UNTIL = "answer_until"


class AskerForm(forms.Form):
    """The fields by the names that the request's columns have; any may be left open."""

    organisation = LineField(max_length=LONGEST, required=False)
    person = LineField(max_length=LONGEST, required=False)
    contact = LineField(
        label="Contact",
        max_length=LONGEST,
        required=False,
        help_text="Where an answer goes: an address of mail, a telephone.",
    )
    answer_until = PlainDateField(
        label="Answer wanted until",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


NAMES = tuple(AskerForm.base_fields)


def find_asker(user: Any) -> dict[str, str]:
    """What is known of who asks before anything is typed; of a stranger nothing is."""
    if not user.is_authenticated:
        return {}
    return {
        "organisation": Organisation.load().name,
        "person": name_person(user),
        "contact": user.email,
    }


def read_asker(parameters: Mapping[str, str]) -> Asker:
    """Who asks, from the address of a file. Raises `Faults`."""
    form = AskerForm(parameters)
    if not form.is_valid():
        raise Faults(
            Fault(name, holds(parameters.get(name, "")), " ".join(words))
            for name, words in form.errors.items()
        )
    return Asker(**form.cleaned_data)


def write_asker(said: Mapping[str, Any]) -> str:
    """What is known of who asks as a part of a file's address; "" of nothing."""
    return urlencode({name: said[name] for name in NAMES if said.get(name)})


def tell_asker(said: Mapping[str, Any]) -> str:
    r"""The same in words, so that it is seen what was put on the requests already.

    >>> from datetime import date
    >>> tell_asker({"organisation": "", "person": "Ada", "answer_until": date(2026, 12, 31)})
    'Ada, answer wanted until 31\xa0December 2026'
    """
    told = [said[name] for name in NAMES if name != UNTIL and said.get(name)]
    if until := said.get(UNTIL):
        told.append(f"answer wanted until {formats.day(until)}")
    return ", ".join(told)
