"""The parts of a packed file, unpacked piece by piece and counted meanwhile.

Nothing that the file says of its own size is believed.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from ..engine.faults import Fault, Faults

MOST_PARTS = 200
_MOST_DIRECTORY_BYTES = MOST_PARTS * 1024
_CHUNK = 64 * 1024
_END = struct.Struct("<4s4H2LH")  # of the directory, as the format has it
_LONGEST_COMMENT = 0xFFFF
_LARGE_DIRECTORY = b"PK\x06\x07"
NOT_READABLE = "this packed file cannot be read"


class Parts:
    """The parts of one packed file; `most_bytes` is what all that is read of them may unpack to."""

    def __init__(self, packed: zipfile.ZipFile, most_bytes: int) -> None:
        self.packed = packed
        self.names = packed.namelist()
        self.most_bytes = most_bytes
        self.read_bytes = 0
        if len(self.names) > MOST_PARTS:
            raise refuse_parts(len(self.names))
        if len({name.lower() for name in self.names}) < len(self.names):
            raise Faults([Fault("", "", "two of its parts have one name: programs read either")])
        if any(map(_leads_out, self.names)):
            raise Faults([Fault("", "", "a part has a name that leads out of the file")])

    def look_into(self, name: str) -> bytes:
        """The first piece of a part."""
        with _telling(), self.packed.open(name) as part:
            return part.read(_CHUNK)

    def unpack(self, name: str, most_bytes: int | None = None) -> Iterator[bytes]:
        """A part piece by piece, up to its own limit and that of the file."""
        most_bytes = most_bytes or self.most_bytes
        read = 0
        with _telling(), self.packed.open(name) as part:
            while piece := part.read(_CHUNK):
                read += len(piece)
                self.read_bytes += len(piece)
                if read > most_bytes or self.read_bytes > self.most_bytes:
                    size = f"{min(most_bytes, self.most_bytes):,} bytes"
                    words = f"more than {size} in {name}"
                    raise Faults([Fault("", words, "is too large for a table; as CSV it may fit")])
                yield piece


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name)


@contextmanager
def open_parts(file: BinaryIO, most_bytes: int) -> Iterator[Parts]:
    """The parts of a packed file. Raises `Faults`."""
    with _telling():
        _check_directory(file)
        packed = zipfile.ZipFile(file)
    with packed:
        yield Parts(packed, most_bytes)


@contextmanager
def _telling() -> Iterator[None]:
    """Says in words what a file is that cannot be unpacked, or only with a password."""
    try:
        yield
    except (
        *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError),
        *(KeyError, ValueError, struct.error),
    ):
        raise Faults([Fault("", "", NOT_READABLE)]) from None


def _check_directory(file: BinaryIO) -> None:
    """Refuses a directory that is larger than that of a table, before it is read whole."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END.size - _LONGEST_COMMENT - 20))
    end = file.read()
    place = end.rfind(b"PK\x05\x06")
    if place < 0 or len(end) < place + _END.size:
        raise zipfile.BadZipFile
    directory_bytes = _END.unpack_from(end, place)[5]
    is_large = end[max(0, place - 20) : place].startswith(_LARGE_DIRECTORY)
    if is_large or directory_bytes > _MOST_DIRECTORY_BYTES:
        raise refuse_parts(None)


def refuse_parts(count: int | None) -> Faults:
    """What is said of a file of too many parts; their number where it is known."""
    found = "too many parts"
    if count is not None:
        found = f"{count} parts"
    return Faults([Fault("", found, f"a file may hold up to {MOST_PARTS}")])
