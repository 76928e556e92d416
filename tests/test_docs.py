"""The docs tell all that there is, and what they paste from the program is what it says today."""

from __future__ import annotations

import importlib
import re
import runpy
from pathlib import Path

import pytest

from pricing.catalogue.files import SHIPPED, read_folder
from pricing.comparison import compare_json
from pricing.engine.coverage import GOALS
from pricing.engine.fields import ATTRIBUTES
from pricing.engine.knobs import KNOBS
from pricing.engine.operating_lines import OPERATING_LINES
from pricing.engine.vocabulary import (
    BINDINGS,
    CATEGORIES,
    CHARGES,
    CONFIDENCES,
    DELIVERIES,
    METRICS,
    PROFILES,
    ROLES,
    TIER_MODES,
    UNITS,
)

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
README = PAGES[0].read_text(encoding="utf-8")
METHODOLOGY = (ROOT / "docs" / "methodology.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
# A folder at the top of whatever machine this runs on, as the start of a path; or a way out of the
# project.
OUTSIDE = re.compile(
    r"(?<![\w.-])/(?:"
    + "|".join(re.escape(folder.name) for folder in Path("/").iterdir())
    + r")/|\.\./"
)
TOPS = ("accounts", "calculator", "pricing", "quotes")
FINDINGS = ("uncovered", "unmet", "unused", "not_on_sale", "over_maximum", "conflict")


@pytest.fixture(scope="module")
def tables():
    """The script that writes the made parts, as a plain namespace."""
    return runpy.run_path(str(ROOT / "docs" / "tables.py"), run_name="tables")


def missing(words, text: str) -> list[str]:
    """The words that a page does not name in code type."""
    return [word for word in words if f"`{word}`" not in text]


def test_every_assumption_is_told():
    """By its own name, or by that of its row: {delivery}.project_cost stands for four."""

    def names(knob: str) -> set[str]:
        first, _, rest = knob.partition(".")
        kinds = {"delivery": DELIVERIES, "profile": PROFILES}
        return {knob, *(f"{{{kind}}}.{rest}" for kind, words in kinds.items() if first in words)}

    assert [
        knob for knob in KNOBS if not any(f"`{name}`" in METHODOLOGY for name in names(knob))
    ] == []


def test_every_metric_is_told_with_its_rule_by_the_word_of_the_page():
    rules = METHODOLOGY.partition("## 5. ")[2].partition("## 6. ")[0]
    assert [
        metric for metric in METRICS if f"\n| {UNITS[metric][0]} | `{metric}` | " not in rules
    ] == []


def test_every_operating_line_is_told_with_its_formula():
    rules = METHODOLOGY.partition("## 8. ")[2].partition("## 9. ")[0]
    assert [
        line.key for line in OPERATING_LINES if f"\n| {line.label} | `{line.key}` | " not in rules
    ] == []


@pytest.mark.parametrize(
    "words",
    [
        ROLES,
        DELIVERIES,
        PROFILES,
        CATEGORIES,
        BINDINGS,
        CHARGES,
        TIER_MODES,
        CONFIDENCES,
        ATTRIBUTES,
        FINDINGS,
    ],
    ids=lambda words: next(iter(words)),
)
def test_every_word_of_the_closed_vocabularies_is_told(words):
    assert missing(words, METHODOLOGY) == []


def test_every_goal_is_told():
    assert missing((token for tokens in GOALS.values() for token in tokens), METHODOLOGY) == []


def read_variables() -> set[str]:
    """Whatever the program, the Makefile and gunicorn read from the environment."""
    code = [path for top in TOPS for path in (ROOT / top).rglob("*.py")]
    text = "".join(path.read_text() for path in [*code, ROOT / "gunicorn.conf.py"])
    makefile = (ROOT / "Makefile").read_text()
    secrets = set(re.findall(r'read_secret\(\s*"([A-Z_]+)"', text))
    return (
        set(re.findall(r'(?:read_(?:flag|words|choice|number)|environ\.get)\(\s*"([A-Z_]+)"', text))
        | {name for secret in secrets for name in (secret, f"{secret}_FILE")}
        | set(re.findall(r"^([A-Z]+) \?=", makefile, re.MULTILINE))
        | set(re.findall(r'\$\$([A-Z]+)" != true', makefile))
    )


def test_every_variable_that_is_read_is_told_and_no_other():
    table = REFERENCE.partition("## What differs between machines")[2]
    rows = "".join(re.findall(r"^\| `.*$", table, re.MULTILINE))
    told = set(re.findall(r"`([A-Z_]{2,})`", rows))
    assert read_variables() == told


def commands() -> list[str]:
    """The modules of the project's own commands."""
    return sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in ROOT.glob("*/management/commands/[a-z]*.py")
    )


@pytest.mark.parametrize("module", commands())
def test_every_command_and_option_is_told(module):
    name = module.rpartition(".")[2]
    command = importlib.import_module(module).Command()
    own = command.create_parser("manage.py", name)._actions
    if type(command).__mro__[1].__module__.startswith("django.core.management.commands"):
        own = []  # Django tells its own options
    common = {"--help", "--version", "--settings", "--pythonpath", "--traceback", "--verbosity"}
    common |= {"--no-color", "--force-color", "--skip-checks"}
    parent = type(command).__base__
    if parent.__module__.startswith("django.core.management.commands."):
        common |= {*parent().create_parser("manage.py", name)._option_string_actions}
    options = [
        option for action in own for option in action.option_strings if option.startswith("--")
    ]
    row = next(
        (line for line in README.splitlines() if line.startswith(f"| `python manage.py {name}")), ""
    )
    assert row, f"README has no row for {name}"
    assert [option for option in options if option not in common and option not in row] == []


def test_every_make_target_is_told():
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert missing((f"make {target}" for target in phony[1].split()), README) == []


def test_every_address_is_told():
    from calculator.urls import urlpatterns

    assert missing((f"/{pattern.pattern}" for pattern in urlpatterns), REFERENCE) == []


def folders_of_code() -> list[str]:
    """Every folder of the project in which somebody wrote code by hand."""
    tops = (
        *("accounts", "calculator", "quotes", "pricing"),
        *("templates", "static", "tests", "bench", "docs"),
    )
    files = [
        path
        for top in tops
        for path in (ROOT / top).rglob("*.*")
        if path.suffix in (".py", ".html", ".js", ".css")
    ]
    folders = {path.parent.relative_to(ROOT).as_posix() for path in files}
    return sorted(
        name
        for name in folders
        if not re.search(r"/migrations|/vendor|__pycache__|^tests/|/management$", name)
    )


@pytest.mark.parametrize("name", folders_of_code())
def test_every_folder_has_its_line_in_the_architecture(name):
    rows = re.findall(r"^\| (`[^|]*`) \|", ARCHITECTURE, re.MULTILINE)
    told = {part for row in rows for part in re.findall(r"`([^`]*)/`", row)}
    assert name in told or name.rpartition("/")[2] in told


def test_every_file_that_is_named_for_a_change_is_there():
    named = re.findall(r"`([a-z_]+/[\w./]*)`", CONTRIBUTING)
    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in folders_of_code()
        if name.startswith(("accounts", "calculator", "quotes", "pricing", "bench"))
    ],
)
def test_the_first_line_of_every_file_says_what_it_is_for(name):
    for path in sorted((ROOT / name).glob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert not text or re.match(r'"""\S.{10,96}[.?:]"{0,3}\n', text), path.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_made_parts_are_what_the_program_says_today(page, tables, catalogue_db):
    """Else run .venv/bin/python docs/tables.py on a loaded catalogue."""
    text = page.read_text(encoding="utf-8")
    assert text == tables["rewritten"](text, tables["made"])


def test_the_example_prints_what_readme_shows(capsys, catalogue_db):
    from django.core.management import call_command

    call_command("compare", str(ROOT / "docs" / "examples" / "branch-office.json"))
    assert f"```text\n{capsys.readouterr().out}```" in README


@pytest.mark.parametrize(
    "path", sorted((ROOT / "docs" / "examples").glob("*.json")), ids=lambda path: path.name
)
def test_every_example_can_be_priced_and_is_compliant(path, catalogue_db):
    assert [s.findings for s in compare_json(path.read_bytes()).scenarios if s.findings] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_and_a_heading(page):
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text(encoding="utf-8")):
        name, _, anchor = target.partition("#")
        file = page.parent / name if name else page
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in [
                re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings
            ], target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_docs_name_nothing_outside_the_repository(page):
    text = page.read_text(encoding="utf-8")
    assert OUTSIDE.findall(text) == []
    assert "!" not in re.sub(r"!\[|<!--|`[^`]*`|```.*?```", "", text, flags=re.DOTALL)


def test_the_changelog_begins_with_a_dated_version_and_names_known_kinds():
    text = PAGES[1].read_text(encoding="utf-8")
    found = re.findall(r"^## (\d+)\.(\d+)\.(\d+), (\d{4}-\d{2}-\d{2})$", text, re.MULTILINE)
    versions = [(*map(int, numbers), day) for *numbers, day in found]
    assert versions
    assert versions == sorted(versions, reverse=True)
    assert set(re.findall(r"^- \*\*(\w+)\*\*", text, re.MULTILINE)) <= {
        "Prices",
        "Rules",
        "Page",
        "Fix",
    }


def test_readme_says_that_nobody_has_read_most_prices_for_as_long_as_that_is_so():
    prices = [
        entry.values["confidence"]
        for entries in read_folder(SHIPPED).prices.values()
        for entry in entries
    ]
    assert ("More than half of its prices are still `recalled`" in README) == (
        2 * prices.count("recalled") > len(prices)
    )


def test_the_picture_of_the_page_is_small_enough_to_load():
    assert 10_000 < (ROOT / "docs" / "images" / "page.png").stat().st_size < 200_000
