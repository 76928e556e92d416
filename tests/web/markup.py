"""A page as a tree that tests can ask."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

EMPTY = frozenset(("input", "meta", "link", "br", "img", "hr", "rect", "line", "col", "!doctype"))


def parsed(text: str) -> Element:
    """The root element; raises ValueError where an element is not closed, or an id stands twice."""
    parser = _Parser()
    parser.feed(text)
    parser.close()
    if parser.open:
        raise ValueError(f"not closed: {parser.open}")
    root = parser.builder.close()
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    if len(ids) != len(set(ids)):
        raise ValueError(f"given twice: {sorted({i for i in ids if ids.count(i) > 1})}")
    return root


def text_of(element: Element) -> str:
    """All text of an element, blanks as one."""
    return " ".join("".join(element.itertext()).split())


def field(root: Element, name: str) -> Element:
    """The field of a name that somebody fills in; hidden ones aside."""
    found = [
        each for each in root.iter() if each.tag in ("input", "select") and each.get("name") == name
    ]
    [shown] = [each for each in found if each.get("type") != "hidden"]
    return shown


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = TreeBuilder()
        self.builder.start("page", {})
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attributes})
        if tag in EMPTY:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY:
            return
        if not self.open or self.open.pop() != tag:
            raise ValueError(f"closed without being open: {tag} at {self.getpos()}")
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)

    def close(self) -> None:
        super().close()
        self.builder.end("page")
