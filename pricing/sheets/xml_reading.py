"""XML read piece by piece by expat, within bounds that no spreadsheet comes near."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol
from xml.parsers import expat

from ..engine.faults import Fault, Faults

_DEEPEST = 64
_LONGEST_TAG = 1024 * 1024


class Reading(Protocol):
    """What is told of elements, by their names without namespaces, and of texts between them."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def take(self, text: str) -> None: ...


def read_xml(pieces: Iterator[bytes], reading: Reading) -> Iterator[None]:
    """Tells the reading of all that there is, and stops after each piece. Raises `Faults`."""
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise Faults([Fault("", "", "its elements stand in one another too deep")])
        reading.start(_drop_namespace(name), attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        reading.end(_drop_namespace(name))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = reading.take
    parser.buffer_text = True  # else each line of a text is told by itself
    parser.StartDoctypeDeclHandler = _refuse_document_type
    fed = 0
    for piece in pieces:
        _parse(parser, piece, is_last=False)
        fed += len(piece)
        if fed - max(0, parser.CurrentByteIndex) > _LONGEST_TAG:
            raise Faults([Fault("", "", "it has a tag that is longer than that of any table")])
        yield
    _parse(parser, b"", is_last=True)
    yield


@lru_cache(maxsize=1024)
def _drop_namespace(name: str) -> str:
    """A sheet has millions of elements, of a few names."""
    return name.rpartition(" ")[2]


def _parse(parser: expat.XMLParserType, piece: bytes, *, is_last: bool) -> None:
    try:
        parser.Parse(piece, is_last)
    except expat.ExpatError:
        raise Faults([Fault("", "", "this spreadsheet cannot be read: save it anew")]) from None


def _refuse_document_type(*_: object) -> None:
    raise Faults([Fault("", "", "a spreadsheet may not define document types")])
