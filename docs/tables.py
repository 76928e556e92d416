"""Writes the parts of the docs that the program itself knows.

Tables of rules, and what a command prints.

    .venv/bin/python docs/tables.py

Each part stands between `<!-- made: NAME -->` and `<!-- end -->`. tests/test_docs.py fails where
one is not what this script would write. The part of README.md needs the loaded catalogue.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from docs import document_tables  # noqa: E402
from docs.document_tables import PARTS as DOCUMENT_PARTS  # noqa: E402
from pricing.engine.fields import ATTRIBUTES  # noqa: E402
from pricing.engine.findings import TOKENS  # noqa: E402
from pricing.engine.knobs import KNOBS, SECTIONS, Knob  # noqa: E402
from pricing.engine.operating_lines import OPERATING_LINES, OperatingLine  # noqa: E402
from pricing.engine.vocabulary import CATEGORIES, DELIVERIES, GOALS, ROLES, category_of_role  # noqa: E402
from pricing.portfolio.rows import COLUMNS  # noqa: E402

EXAMPLE = "docs/examples/branch-office.json"
QUESTION = "docs/examples/branches.json"
PART = re.compile(r"(<!-- made: ([a-z ]+) -->\n).*?(<!-- end -->)", re.DOTALL)

FACTOR_WORDS = {
    "watts": "watts of its device",
    "kbps": "kbit/s of its sessions",
    "server_watts": "watts of a server",
    8760: "8,760 hours",
    12: "12 months",
}
PART_WORDS = {"group": "group", "delivery": "delivery", "site": "–"}


def rewritten(text: str, made: Callable[[str], str]) -> str:
    """A page with each made part as it would be made now."""
    return PART.sub(lambda part: f"{part[1]}\n{made(part[2])}\n\n{part[3]}", text)


def made(name: str) -> str:
    """One part by its name."""
    return PARTS[name]()


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    cells = [list(head)]
    lines = [[str(cell) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in [*cells, ["---"] * len(cells[0]), *lines])


def knobs() -> str:
    """A table of assumptions for each part of the form, those of a delivery or a profile in one
    row.
    """
    head = ("on the page", "name", "what it is", "unit", "may hold")
    parts = []
    for section, title in SECTIONS.items():
        rows = {}
        for knob in KNOBS.values():
            if knob.section == section:
                name, label = _stem(knob)
                rows.setdefault(name, [label, f"`{name}`", knob.help, knob.unit, _bounds(knob)])
        parts.append(f"### {title}\n\n{table(head, rows.values())}")
    return "\n\n".join(parts)


def _bounds(knob: Knob) -> str:
    """What it may hold, in a column of numbers: "0 to 8,784", "whole, 0 to 10,000"."""
    return re.sub(
        r"^a (whole )?number (from )?", lambda kind: "whole, " if kind[1] else "", knob.allowed()
    )


def _stem(knob: Knob) -> tuple[str, str]:
    """Its name and label, without the one delivery or profile that it is of where there is a row of
    them.
    """
    first, _, rest = knob.name.partition(".")
    if not knob.row:
        return knob.name, knob.label
    return f"{{{'delivery' if first in DELIVERIES else 'profile'}}}.{rest}", knob.row


def operating_lines() -> str:
    """Every operating line as the product of its factors."""
    rows = [
        [
            line.label,
            f"`{line.key}`",
            CATEGORIES[line.category],
            PART_WORDS[line.parts],
            formula(line),
        ]
        for line in OPERATING_LINES
    ]
    return table(("line", "in documents", "category", "sum over each", "amount"), rows)


def formula(line: OperatingLine) -> str:
    """A line's factors in the order in which they are multiplied."""
    year = "1" if line.rises_with is None else "y"
    text = f"{line.counts}[{year}]"
    for factor in line.factors:
        divides = isinstance(factor, str) and factor.startswith("/")
        name = factor.removeprefix("/") if isinstance(factor, str) else factor
        text += f" {'÷' if divides else '×'} {FACTOR_WORDS.get(name, f'`{name}`')}"
    if line.divisor != 1:
        text += f" ÷ {line.divisor:,}"
    text += f" × `{line.price}`"
    if line.key == "deployment":
        text += ", and `{delivery}.project_cost`"
    return (
        f"{text}; once, today"
        if line.rises_with is None
        else f"{text} × (1 + `{line.rises_with}`)^(y−1)"
    )


def roles() -> str:
    """Every role and the category of cost that its money belongs to."""
    rows = []
    for category, words in CATEGORIES.items():
        own = [f"{ROLES[role]} (`{role}`)" for role in ROLES if category_of_role(role) == category]
        own += [
            f"{line.label} (`{line.key}`)" for line in OPERATING_LINES if line.category == category
        ]
        rows.append([words, f"`{category}`", "; ".join(own)])
    return table(("category", "in documents", "roles and lines"), rows)


def goals() -> str:
    """What a group needs by its delivery."""
    rows = []
    for delivery, tokens in GOALS.items():
        needed = ", ".join(f"{TOKENS[token]} (`{token}`)" for token in tokens)
        rows.append([DELIVERIES[delivery], f"`{delivery}`", needed or "nothing"])
    return table(("delivery", "in documents", "each group needs"), rows)


def attributes() -> str:
    """Every attribute of a scheme that the engine knows."""
    return table(
        ("attribute", "in documents"), [[words, f"`{name}`"] for name, words in ATTRIBUTES.items()]
    )


def example() -> str:
    """What `compare` prints for the worked example."""
    from pricing.comparison import compare_json
    from pricing.table import table_of

    return f"```text\n{table_of(compare_json((ROOT / EXAMPLE).read_bytes()))}\n```"


def example_licences() -> str:
    """The licences of the worked example's last scenario, as the rows of its quote."""
    from pricing.comparison import compare_json
    from pricing.sheets.quote import rows_of

    answer = compare_json((ROOT / EXAMPLE).read_bytes())
    rows = [
        row for row in rows_of(answer, len(answer.scenarios) - 1) if row["category"] == "licences"
    ]
    columns = (
        "description",
        "quantity",
        "binding",
        "packs",
        "list_unit_price",
        "discount",
        "net_unit_price",
        "amount",
    )
    cells = [[row[column] for column in columns] for row in rows]
    total = sum(Decimal(row["amount"]) for row in rows)
    return table(columns, [*cells, ["**sum**", *[""] * (len(columns) - 2), f"**{total}**"]])


def question() -> str:
    """The example of a question, as its file stands."""
    return f"```json\n{(ROOT / QUESTION).read_text(encoding='utf-8')}```"


def answer_to_the_question() -> str:
    """What `compare --json` answers to it: the last scenario, with its second line alone."""
    from pricing.comparison import compare_json
    from pricing.engine.answer_document import answer_document

    document = answer_document(compare_json((ROOT / QUESTION).read_bytes()))
    scenario = document["scenarios"][-1]
    scenario["lines"] = scenario["lines"][1:2]
    outer = [f'  "{key}": {json.dumps(document[key])},' for key in document if key != "scenarios"]
    inner = [f'      "{key}": {_json(key, value)}' for key, value in scenario.items()]
    lines = ["{", *outer, '  "scenarios": [', "    {", ",\n".join(inner), "    }", "  ]", "}"]
    return "\n".join(["```json", *lines, "```"])


def _json(key: str, value: object) -> str:
    """A value in one line; lines as one field a line."""
    if key != "lines":
        return json.dumps(value)
    assert isinstance(value, list)
    fields = ",\n         ".join(f'"{name}": {json.dumps(held)}' for name, held in value[0].items())
    return f"[\n        {{{fields}}}\n      ]"


def portfolio_columns() -> str:
    """What stands in each column of a portfolio's results."""
    rows = ((f"`{column.name}`", column.words) for column in COLUMNS)
    return table(("column", "what it says"), rows)


PARTS = {
    **DOCUMENT_PARTS,
    "portfolio columns": portfolio_columns,
    "knobs": knobs,
    "operating lines": operating_lines,
    "roles": roles,
    "goals": goals,
    "attributes": attributes,
    "example": example,
    "example licences": example_licences,
    "question": question,
    "answer": answer_to_the_question,
    **document_tables.PARTS,
}


def main() -> None:
    """Rewrites every page that has made parts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calculator.settings")
    import django

    django.setup()
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = page.read_text(encoding="utf-8")
        new = rewritten(text, made)
        if new != text:
            page.write_text(new, encoding="utf-8")
            print(f"{page.relative_to(ROOT)} written")


if __name__ == "__main__":
    main()
