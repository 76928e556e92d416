"""Bodies of the API, read whole and up to a limit, or refused in its one form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from pricing.bodies import list_doubled_beside
from pricing.comparison import too_large
from pricing.engine.faults import Fault, Faults, holds, make_fault, name_hint, shown_name
from pricing.engine.json_text import MAXIMUM_BYTES, JsonNumber, read_json
from pricing.engine.work import announce, count_file

JSON = "application/json"
BROKEN_OFF = Fault("", "", "the body broke off: only a part of it came")
_BLANKS = re.compile(r"[ \t\r\n]*")


class BodyRefused(Exception):
    """A body that is not read, with the status that says so."""

    def __init__(self, status: int, fault: Fault) -> None:
        self.status, self.fault = status, fault
        super().__init__(str(fault))


def read_body(request: HttpRequest) -> bytes:
    """A body of JSON in UTF-8. Raises `BodyRefused`."""
    if fault := _find_foreign_content(request):
        raise BodyRefused(415, fault)
    body = read_bytes(request, MAXIMUM_BYTES)
    if len(body) > MAXIMUM_BYTES:
        raise BodyRefused(413, too_large())
    return body


def read_bytes(request: HttpRequest, most_bytes: int) -> bytes:
    """The body, of which no more is read than a byte above the limit. Raises `BodyRefused`.

    A request that is done again (calculator.clashes) has what was read at first.
    """
    if not hasattr(request, "bytes_read"):
        request.bytes_read = _read_whole(request, most_bytes)
    return bytes(request.bytes_read)


def _read_whole(request: HttpRequest, most_bytes: int) -> bytes:
    body = _read_stream(request, most_bytes + 1)
    is_whole = body is not None and (
        len(body) > most_bytes or len(body) >= int(request.headers.get("Content-Length") or 0)
    )
    if body is None or not is_whole:
        raise BodyRefused(400, BROKEN_OFF)
    announce(count_file(len(body)))
    return body


def _find_foreign_content(request: HttpRequest) -> Fault | None:
    """What is wrong with the kind of the body: it may be plain JSON in UTF-8 only."""
    if request.content_type != JSON:
        return refuse_kind(request, JSON)
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.lower() not in ("utf-8", "utf8"):
        return Fault("", f"{JSON} in {holds(charset)}", "may be in UTF-8")
    return find_encoding(request, JSON)


def refuse_kind(request: HttpRequest, kind: str) -> Fault:
    """The fault of a body of another content type than that one."""
    given = "none"
    if request.content_type:
        given = holds(request.content_type)
    return Fault("", f"the content type {given}", f"may be {kind}")


def find_encoding(request: HttpRequest, kind: str) -> Fault | None:
    """The fault of a body that is compressed."""
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding.lower() == "identity":
        return None
    return Fault("", f"a body encoded as {holds(encoding)}", f"may be {kind}, sent as it is")


def _read_stream(request: HttpRequest, most_bytes: int) -> bytes | None:
    """Up to so many bytes of the body; None where it has no end.

    Django reads as much as Content-Length says, which is nothing where the body comes in
    chunks; a server that ends the stream itself says so.
    """
    is_chunked = "Transfer-Encoding" in request.headers and request.META.get(
        "wsgi.input_terminated"
    )
    stream = request
    if is_chunked:
        stream = request.META["wsgi.input"]
    try:
        return bytes(stream.read(most_bytes))
    except Exception:  # each server has its own for chunks that break off or are none
        return None


class Members:
    """The members of a body's object, read one by one; what is wrong with them is gathered."""

    def __init__(self, value: Any, known: Iterable[str]) -> None:
        if not isinstance(value, dict):
            raise Faults([Fault("", holds(value), "may hold an object")])
        names = list(known)
        self.value = value
        self.faults = [
            make_fault(shown_name(name), "", "is not known", name_hint(name, names))
            for name in value
            if name not in names
        ]
        self.faults += list_doubled_beside(value)

    @classmethod
    def of(cls, body: bytes, known: Iterable[str]) -> Members:
        """Those of a body. Raises `Faults`."""
        return cls(read_json(body), known)

    def read_text(self, name: str, default: str | None = None) -> str:
        """A text; without a default there has to be one."""
        value = self.value.get(name, default)
        if isinstance(value, str) and not isinstance(value, JsonNumber) and is_whole(value):
            return value
        return self._refuse(name, "may hold a text", "")

    def read_count(self, name: str, low: int = 0) -> int:
        """A whole number of up to nine digits."""
        value = self.value.get(name)
        is_count = isinstance(value, JsonNumber) and re.fullmatch("[0-9]{1,9}", value, re.ASCII)
        if is_count and int(value) >= low:
            return int(value)
        return self._refuse(name, f"may hold a whole number from {low}", low)

    def check(self) -> None:
        """Raises `Faults` where there are any."""
        if self.faults:
            raise Faults(self.faults)

    def _refuse(self, name: str, words: str, instead: Any) -> Any:
        self.faults.append(Fault(name, holds(self.value.get(name)), words))
        return instead


def is_whole(text: str) -> bool:
    """Whether a text has no half of a sign, and none that ends texts: what no database takes.

    >>> is_whole("é"), is_whole("\\ud800"), is_whole("\\x00")
    (True, False, False)
    """
    return "\x00" not in text and not re.search("[\ud800-\udfff]", text)


def cut_member(body: bytes, name: str) -> str:
    """The text of a member as it stands in a body of JSON that was read."""
    text = body.decode("utf-8-sig")
    decoder = json.JSONDecoder(parse_int=str, parse_float=str)
    place = _skip(text, text.index("{") + 1)
    while True:
        key, place = decoder.raw_decode(text, place)
        start = _skip(text, _skip(text, place) + 1)
        _, end = decoder.raw_decode(text, start)
        if key == name:
            return text[start:end]
        place = _skip(text, _skip(text, end) + 1)


def _skip(text: str, place: int) -> int:
    """The place of the next sign that is no blank."""
    found = _BLANKS.match(text, place)
    assert found is not None
    return found.end()
