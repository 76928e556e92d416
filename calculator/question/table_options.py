"""How the reader looks at the answer: which rows, in which unit, what is open.

No figure depends on it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from django.http import QueryDict

LONGEST_OPEN = 220  # an own line is open by its name
LONGEST_STACK = 2
CHOICES = {
    "by": {"category": "by category", "line": "by line", "year": "by year"},
    "of": {"desktop": "a desktop", "all": "all desktops"},
    "per": {"month": "a month", "horizon": "over the years"},
    "equal": {"show": "all rows", "hide": "rows that differ"},
    "worth": {"paid": "as paid", "present": "with present value"},
}

TITLES = {"by": "Rows", "of": "Amounts for", "per": "Amounts", "equal": "Shown", "worth": "Finance"}


@dataclass(frozen=True)
class TableOptions:
    """One way to look. What is not known is as if it were not said: it changes no number.

    `open` is the row or amount that stands open in the table, `stack` the number of the
    scenario whose stack can be edited: all of them at once would be most of the page.
    """

    by: str = "category"
    of: str = "desktop"
    per: str = "month"
    equal: str = "show"
    worth: str = "paid"
    open: str = ""
    stack: str = ""

    @classmethod
    def of_parameters(cls, parameters: QueryDict) -> TableOptions:
        """The view that an address says."""
        chosen = {name: parameters.get(name, "") for name in CHOICES}
        known = {name: value for name, value in chosen.items() if value in CHOICES[name]}
        stack = parameters.get("unfold") or parameters.get("stack", "")
        return cls(
            **known, open=parameters.get("open", "")[:LONGEST_OPEN], stack=stack[:LONGEST_STACK]
        )

    @property
    def leaves(self) -> list[tuple[str, str]]:
        """What differs from the view that is not said."""
        return [
            (f.name, getattr(self, f.name))
            for f in fields(self)
            if getattr(self, f.name) != f.default
        ]

    @property
    def choices(self) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
        """The ways to look, by what they choose: name, title, and each value with its label, and
        whether it is so.
        """
        return [
            (
                name,
                TITLES[name],
                [(value, label, value == getattr(self, name)) for value, label in values.items()],
            )
            for name, values in CHOICES.items()
        ]

    @property
    def items(self) -> list[tuple[str, str]]:
        """How the table is looked at, for the form to send along."""
        return [(name, getattr(self, name)) for name in (*CHOICES, "open")]


OPTION_NAMES = frozenset(f.name for f in fields(TableOptions))
PLAIN_OPTIONS = TableOptions()
