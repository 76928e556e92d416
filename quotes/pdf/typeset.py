"""A page as PDF, from JSON on standard input: a process of its own, which may be ended at any time.

No part of Django is imported here.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).parent
# An archive's form, tagged for those who hear it.
STANDARDS = ["a-3a", "ua-1"]
# What the errors over a sign say.
OF_SIGNS = ("could not be displayed", "codepoint")
# Of 300 lines, each of a source of its own of 180 letters, on a page that lies across: 155.
MOST_MIB = 192


def typeset(page: str) -> bytes:
    """The bytes of the PDF.

    A sign that no font has, or whose meaning only some know, is an error under the standards; then
    the page is set without them, and says so.
    """
    try:
        return _compile(page, STANDARDS, "no")
    except typst.TypstError as error:
        if not any(words in str(error) for words in OF_SIGNS):
            raise
        return _compile(page, [], "yes")


def _compile(page: str, standards: list[str], lacks_signs: str) -> bytes:
    options: dict[str, Any] = {
        "format": "pdf",
        "font_paths": [str(FOLDER / "fonts")],
        "ignore_system_fonts": True,
        "pdf_standards": standards,
        "sys_inputs": {"page": page, "lacks-signs": lacks_signs},
    }
    return bytes(typst.compile(str(FOLDER / "sheet.typ"), **options))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MIB << 20,) * 2)
    sys.stdout.buffer.write(typeset(sys.stdin.read()))
