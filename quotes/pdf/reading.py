"""What a PDF that comes back holds: its text, and the content that is attached to it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from pypdf import PdfReader
from pypdf.errors import PyPdfError

ATTACHED = "content.txt"
AMOUNT = re.compile(r"−?\d[\d,]*\.\d{2,}")


class Unreadable(Exception):
    """It is no PDF that can be read."""


@dataclass(frozen=True)
class Printed:
    """`content` is "" where none is attached."""

    text: str
    content: str

    @property
    def amounts(self) -> list[str]:
        """The amounts that stand on its pages, in their order."""
        return AMOUNT.findall(self.text)


def read_pdf(data: bytes) -> Printed:
    """Raises `Unreadable`."""
    try:
        reader = PdfReader(io.BytesIO(data))
        text = "\n".join(page.extract_text() for page in reader.pages)
        content = b"".join(reader.attachments.get(ATTACHED, [])[:1])
        return Printed(text, content.decode())
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Unreadable from None
