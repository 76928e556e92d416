"""The documents of the site.

The Markdown of docs/ as pages with anchors, contents and set formulas.

Every heading has its slug as an anchor, as on code hosts, and every row of a table that begins
with a name in code type has that name. A block marked `formula` is set as formulas; so is what
stands like one in the text: `desktops[y]` gets its index, `(1 + r)^t` its power.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from itertools import pairwise

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from calculator.docs_tables import list_tables, mark_table, read_words


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands: its address, and its name in the list of documents."""

    address: str
    title: str


PLACES = {
    "methodology": Place("/method/", "Methodology"),
    "glossary": Place("/glossary/", "Glossary"),
    "catalogue": Place("/method/catalogue/", "The catalogue"),
    "document": Place("/method/document/", "The comparison document"),
    "inventory": Place("/method/inventory/", "Fleet from an inventory"),
    "portfolio": Place("/method/portfolio/", "Portfolios"),
    "plausibility": Place("/method/plausibility/", "Are the presets plausible?"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading in the contents, with those below it."""

    anchor: str
    words: str
    below: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document as a page."""

    title: str
    summary: str
    html: SafeString
    contents: tuple[Entry, ...]
    anchors: frozenset[str]


MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
COMMENT = re.compile(
    r"^<!-- contents -->$.*?^<!-- end of contents -->$|^<!--.*?-->$", re.DOTALL | re.MULTILINE
)
TWO = re.compile(r"([\d.,]+) (\([-+]?[\d.]+ %\))")  # an amount, and its share below it
# Stays on one line.
WHOLE = re.compile(r"\d{4}-\d\d-\d\d|−?\d[\d.,]*(?:(?: to | / )−?\d[\d.,]*)+|\w+-[A-Z]\b")
MOST_CONTENTS = 24  # beside the text of a low window


@cache
def document(name: str) -> Document:
    """One of the documents of PLACES, made once a process."""
    text = (settings.BASE_DIR / "docs" / f"{name}.md").read_text(encoding="utf-8")
    tokens = MARKDOWN.parse(COMMENT.sub("", text))
    anchors: set[str] = set()
    headings = list(_mark_headings(tokens, anchors))
    summary = read_words(
        next(tokens[i + 1] for i, token in enumerate(tokens) if token.type == "paragraph_open")
    )
    for table in list_tables(tokens):
        mark_table(table, anchors)
    for before, token in pairwise(tokens):
        if token.type == "inline":
            token.children = list(
                _set_inline(token.children or [], is_cell=before.type == "td_open")
            )
        elif token.type == "fence" and token.info == "formula":
            token.type, token.content = "html_block", set_formulas(token.content)
    renderer = RendererHTML()
    return Document(
        title=headings[0].words,
        summary=summary,
        html=mark_safe(renderer.render(tokens, MARKDOWN.options, {})),  # raw HTML is off
        contents=_list_contents(headings[1:]),
        anchors=frozenset(anchors),
    )


@cache
def section(name: str, anchor: str) -> SafeString:
    """What stands under one heading of the second level, without the heading."""
    html = document(name).html
    found = re.search(rf'<h2 id="{re.escape(anchor)}">.*?</h2>(.*?)(?=<h2|\Z)', html, re.DOTALL)
    assert found, f"{name} has no section {anchor}"
    return mark_safe(found[1])


def slug(heading: str) -> str:
    """The anchor of a heading.

    >>> slug("2. Catalogue and `dates`")
    '2-catalogue-and-dates'
    """
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _mark_headings(tokens: list[Token], anchors: set[str]) -> Iterator[Entry]:
    """Gives each heading its anchor and makes it a link to itself; those of the second level hold
    the third.
    """
    above: Entry | None = None
    below: list[Entry] = []
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        words = read_words(inline)
        anchor = slug(words)
        if anchor in anchors:
            raise ValueError(f"two headings have the anchor {anchor}")
        anchors.add(anchor)
        opening.attrSet("id", anchor)
        entry = Entry(anchor, words.replace("CO2", "CO₂"))
        if opening.tag == "h1":
            yield entry
            continue
        link = Token("link_open", "a", 1, attrs={"href": f"#{anchor}"})
        inline.children = [link, *(inline.children or []), Token("link_close", "a", -1)]
        if opening.tag == "h2":
            if above:
                yield Entry(above.anchor, above.words, tuple(below))
            above, below = entry, []
        else:
            below.append(entry)
    if above:
        yield Entry(above.anchor, above.words, tuple(below))


def _list_contents(headings: list[Entry]) -> tuple[Entry, ...]:
    """The headings of the second level, with the third where all of them fit beside the text."""
    if sum(1 + len(heading.below) for heading in headings) <= MOST_CONTENTS:
        return tuple(headings)
    return tuple(replace(heading, below=()) for heading in headings)


# Inline


def _set_inline(children: list[Token], is_cell: bool) -> Iterator[Token]:
    """Links to where the site has what they lead to, else their words alone; formulas set, those of
    cells whole.
    """
    is_dropped = False
    if is_cell and len(children) == 1 and (two := TWO.fullmatch(children[0].content)):
        yield Token("html_inline", "", 0, content=f"{two[1]} <small>{_set_signs(two[2])}</small>")
        return
    is_formula = is_cell and any(
        re.search("[×÷]", token.content) for token in children if token.type == "text"
    )
    for token in children:
        if token.type == "link_open":
            href = _find_address(str(token.attrGet("href")))
            is_dropped = href is None
            token.attrSet("href", href or "")
        if is_dropped and token.type in ("link_open", "link_close"):
            continue
        if token.type == "text":
            yield Token("html_inline", "", 0, content=_set_signs(token.content, names=is_formula))
        elif token.type == "code_inline" and re.search(r"[×÷]|\w\[", token.content):
            yield Token("html_inline", "", 0, content=_set_signs(token.content, names=True))
        elif token.type == "code_inline" and is_formula:
            yield Token("html_inline", "", 0, content=f"<var>{escape(token.content)}</var>")
        else:
            yield token


def _find_address(target: str) -> str | None:
    """Where a link of the Markdown leads on the site; None where nowhere."""
    name, mark, anchor = target.partition("#")
    place = None
    if name.endswith(".md"):
        place = PLACES.get(name.removesuffix(".md"))
    if place:
        return f"{place.address}{mark}{anchor}"
    if not name or name.startswith(("https://", "http://")):
        return target
    return None


# Formulas

SIGN = re.compile(
    r"(?P<indexed>\w+)\[(?P<index>[^\]]+)\]"
    r"|\^\((?P<sum>[^()]*)\)|\^(?P<power>[-−]?\w+)"
    r"|(?P<name>(?:\{\w+\}\.)?\w+_\w+|\{\w+\}\.\w+|\b(?:tco|npv|[gikrtyLNC])\b(?!'))"
)


def _set_signs(text: str, names: bool = False) -> str:
    """Text with its signs: the minus, indices below, powers above, and names where it is a
    formula.
    """
    text = re.sub(r"(?<!\w)-(?=\d)", "−", text.replace("CO2", "CO₂"))
    text = re.sub(r"(?<=\d) (?=%|(?:W|GB|TB|MiB|kWh|[Mk]bit/s)\b)", "\N{NO-BREAK SPACE}", text)
    parts = []
    end = 0
    for sign in SIGN.finditer(text):
        if sign["name"] and not names:
            continue
        parts += [_keep_whole(text[end : sign.start()]), _set_sign(sign)]
        end = sign.end()
    return "".join([*parts, _keep_whole(text[end:])])


def _keep_whole(text: str) -> str:
    """Text as it stands, its dates, ranges and names with a hyphen unbroken."""
    return WHOLE.sub(r'<span class="whole">\g<0></span>', escape(text, quote=False))


def _set_sign(sign: re.Match[str]) -> str:
    """A name with its index, a power with its word for those who listen, a name."""
    if sign["indexed"]:
        return f"<var>{escape(sign['indexed'])}</var><sub>{escape(sign['index'])}</sub>"
    if sign["name"]:
        return f"<var>{escape(sign['name'])}</var>"
    power = (sign["sum"] or sign["power"]).replace("-", "−")
    return f'<sup><span class="visually-hidden"> to the power of </span>{escape(power)}</sup>'


def set_formulas(block: str) -> str:
    """A block of formulas: one begins in the first column, and lines that are indented carry it on.

    >>> print(set_formulas("a_b = up(c[y] × 2)"), end="")
    <div class="formulas">
    <p><span><var>a_b</var></span> <span>= up(<var>c</var><sub>y</sub> × 2)</span></p>
    </div>
    """
    lines = re.sub(r"\n\s+", " ", block.strip()).splitlines()
    made = []
    for line in lines:
        left, _, right = line.partition(" = ")
        name, formula = (
            _set_signs(left.rstrip(), names=True),
            _set_signs(right.lstrip(), names=True),
        )
        made.append(f"<p><span>{name}</span> <span>= {formula}</span></p>\n")
    return f'<div class="formulas">\n{"".join(made)}</div>\n'
