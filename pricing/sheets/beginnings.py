"""What a file of another kind is, by its first bytes."""

from __future__ import annotations

MARK = b"\xef\xbb\xbf"
_BEGINNINGS = {
    b"PK\x03\x04": "a packed file (ZIP)",
    b"\xd0\xcf\x11\xe0": "a spreadsheet or document of an older Office, or one with a password",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"GIF8": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a packed file (gzip)",
    b"SQLite format 3": "a database",
    b"{\\rtf": "a text document (RTF)",
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"<?xml": "an XML file",
}


def find_beginning(data: bytes) -> str:
    r"""What a file is that begins as such files do; "" where its first bytes do not tell.

    >>> find_beginning(b"%PDF-1.7"), find_beginning(b"scheme,price\r\n")
    ('a PDF', '')
    """
    start = data[:4000].removeprefix(MARK).lstrip().lower()
    for beginning, kind in _BEGINNINGS.items():
        if start.startswith(beginning.lower()):
            return kind
    return ""


def find_no_table(data: bytes) -> str:
    r"""What a file is that holds no rows of cells; "" where its first bytes do not tell.

    >>> find_no_table(b'{"fleet": []}'), find_no_table(b"scheme,price\r\n")
    ('a JSON file', '')
    """
    if kind := find_beginning(data):
        return kind
    if data.removeprefix(MARK).lstrip().startswith((b"{", b"[{")):
        return "a JSON file"
    return ""
