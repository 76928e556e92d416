"""The environment of all templates but the admin's: Jinja2, strict about names that nobody gave."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.template.defaultfilters import capfirst
from django.templatetags.static import static
from django.urls import reverse
from django_htmx.jinja import htmx_script
from jinja2 import Environment, StrictUndefined
from jinja2.compiler import CodeGenerator
from jinja2.ext import Extension
from markupsafe import escape

from accounts.providers import list_providers
from accounts.roles import has_accounts
from accounts.second_factor import owes_second_factor
from calculator.kept.beginnings import find_beginning
from calculator.kept.one_press import offers_quotes
from calculator.kept.waiting import count_waiting
from calculator.parts.downloads import list_files
from calculator.parts.marks import MARKS
from calculator.parts.paper_head import head_of_paper
from calculator.way_back import find_comparison, find_prices, find_way_back
from pricing.engine.findings import scheme_words

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
        {
            "code": "[45]..",
            "swap": True,
            "target": "#notice",
            "swapOverride": "innerHTML",
            "error": True,
        },
    ],
}


class Unindented(Extension):
    """Leaves out the indentation of templates, which would be a fifth of the page's bytes.

    None holds a <pre>.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """A template's source without the blanks at the head of its lines."""
        return re.sub(r"^[ ]+", "", source, flags=re.MULTILINE)


_SIGNS = re.compile("[&<>\"']")


def escaped(value: object) -> str:
    """What a page holds for a value: text without a sign of markup and a whole number as they are,
    all else as Jinja2 escapes it.

    A page has thousands of such values, and for each of them Jinja2 makes an object that is thrown
    away at once.
    """
    kind = type(value)
    if kind is str and not _SIGNS.search(value):
        return value
    if kind is int:
        return str(value)
    return escape(value)


class PlainTextGenerator(CodeGenerator):
    """Writes `environment.escaped(value)` where Jinja2 writes `escape(value)`."""

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


class PlainTextEnvironment(Environment):
    """Jinja2 with the escaping above."""

    code_generator_class = PlainTextGenerator
    escaped = staticmethod(escaped)


def environment(**options: Any) -> Environment:
    """Made by Django's backend, which turns autoescape on and gives the loader."""
    made = PlainTextEnvironment(
        **options | {"undefined": StrictUndefined},
        extensions=[Unindented],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["json.dumps_kwargs"] = {"allow_nan": False, "separators": (",", ":")}
    made.globals |= {
        "classes": classes,
        "count_waiting": count_waiting,
        "get_messages": get_messages,
        "find_beginning": find_beginning,
        "has_accounts": has_accounts,
        "head_of_paper": head_of_paper,
        "htmx_script": htmx_script,
        "htmx_settings": HTMX,
        "list_files": list_files,
        "list_providers": list_providers,
        "marks": MARKS,
        "offers_quotes": offers_quotes,
        "owes_second_factor": owes_second_factor,
        "scheme_words": scheme_words,
        "sends_mail": bool(settings.EMAIL_HOST),
        "sign_up_is_open": lambda: settings.SIGN_UP == "open",
        "static": static,
        "find_comparison": find_comparison,
        "find_prices": find_prices,
        "find_way_back": find_way_back,
        "url": url,
    }
    made.filters["capfirst"] = capfirst
    return made


def url(name: str, *values: object) -> str:
    """The address of a page by its name and what stands in it."""
    return reverse(name, args=values)


def classes(*always: str, **sometimes: object) -> str:
    """The value of a class attribute: names that always stand in it, and those for which something
    holds.

    >>> classes("field", wrong=False, differs="x")
    'field differs'
    """
    return " ".join([*always, *(name for name, holds in sometimes.items() if holds)])
