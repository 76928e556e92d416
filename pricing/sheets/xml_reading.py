"""XML read piece by piece by expat, within bounds that no spreadsheet comes near."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol
from xml.parsers import expat

from ..engine.faults import Fault, Faults

_DEEPEST = 64
_LONGEST_TAG = 1024 * 1024
_MOST_OF_NAMES = 64 * 1024  # signs of all names that differ, which the parser keeps to its end


class Reading(Protocol):
    """What is told of elements, by their names without namespaces, and of texts between them."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def take(self, text: str) -> None: ...


def read_xml(pieces: Iterator[bytes], reading: Reading) -> Iterator[int]:
    """Tells the reading of all that there is, and stops after each piece: with how many elements
    have begun. Raises `Faults`.
    """
    begun = ended = 0
    tell_start, tell_end, names = reading.start, reading.end, _Names()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal begun
        begun += 1
        if begun - ended > _DEEPEST:
            raise Faults([Fault("", "", "its elements stand in one another too deep")])
        tell_start(names[name], attributes)

    def end(name: str) -> None:
        nonlocal ended
        ended += 1
        tell_end(names[name])

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = reading.take
    parser.buffer_text = True  # else each line of a text is told by itself
    parser.StartDoctypeDeclHandler = refuse_document_type
    fed = 0
    for piece in pieces:
        _parse(parser, piece, is_last=False)
        fed += len(piece)
        if fed - max(0, parser.CurrentByteIndex) > _LONGEST_TAG:
            raise Faults([Fault("", "", "it has a tag that is longer than that of any table")])
        if sum(map(len, parser.intern)) > _MOST_OF_NAMES:
            raise Faults([Fault("", "", "its elements have more names than those of any table")])
        yield begun
    _parse(parser, b"", is_last=True)
    yield begun


class _Names(dict[str, str]):
    """Names of elements without their namespaces: a sheet has millions of elements, of a few names,
    and a look into a dictionary costs least.
    """

    def __missing__(self, name: str) -> str:
        self[name] = name.rpartition(" ")[2]
        return self[name]


def _parse(parser: expat.XMLParserType, piece: bytes, *, is_last: bool) -> None:
    try:
        parser.Parse(piece, is_last)
    except expat.ExpatError:
        raise Faults([Fault("", "", "this spreadsheet cannot be read: save it anew")]) from None


def refuse_document_type(*_: object) -> None:
    """Raises `Faults`: with a type come entities, which can stand for anything."""
    raise Faults([Fault("", "", "a spreadsheet may not define document types")])
