"""The environment of all templates but the admin's: Jinja2, strict about names that nobody gave."""

from __future__ import annotations

import re
from typing import Any

from django.template.defaultfilters import capfirst
from django.templatetags.static import static
from django.urls import reverse
from django_htmx.jinja import htmx_script
from jinja2 import Environment, StrictUndefined
from jinja2.ext import Extension

from .explanations import MARKS

HTMX = {
    "includeIndicatorStyles": False,
    "allowEval": False,
    "attributesToSettle": [],
    "selfRequestsOnly": True,
    "historyEnabled": False,
    "defaultSettleDelay": 0,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "[45]..", "swap": True, "target": "#notice", "swapOverride": "innerHTML", "error": True},
    ],
}


class Unindented(Extension):
    """Leaves out the indentation of templates, which would be a fifth of the page's bytes. None holds a <pre>."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """A template's source without the blanks at the head of its lines."""
        return re.sub(r"^[ ]+", "", source, flags=re.MULTILINE)


def environment(**options: Any) -> Environment:
    """Made by Django's backend, which turns autoescape on and gives the loader."""
    made = Environment(
        **options | {"undefined": StrictUndefined},
        extensions=[Unindented],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["json.dumps_kwargs"] = {"allow_nan": False, "separators": (",", ":")}
    made.globals |= {
        "classes": classes,
        "htmx_script": htmx_script,
        "htmx_settings": HTMX,
        "marks": MARKS,
        "static": static,
        "url": reverse,
    }
    made.filters["capfirst"] = capfirst
    return made


def classes(*always: str, **sometimes: object) -> str:
    """The value of a class attribute: names that always stand in it, and those for which something holds.

    >>> classes("field", wrong=False, differs="x")
    'field differs'
    """
    return " ".join([*always, *(name for name, holds in sometimes.items() if holds)])
