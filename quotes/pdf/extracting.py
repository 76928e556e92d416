"""What a PDF holds, as JSON, from its bytes on standard input: a process of its own.

A small file may take hours to read. No part of Django is imported here.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pypdf import PdfReader
from pypdf.errors import LimitReachedError

ATTACHED = "content.txt"
UNREADABLE = 3  # what it ends with where the file is no PDF
MOST_CPU_SECONDS = 5
MOST_MIB = 160
MOST_SIGNS = 4_000_000  # of the text of all pages
MOST_ADDED = 100
MOST_ATTACHED_BYTES = 20 * 1024 * 1024


def extract(data: bytes) -> dict[str, Any]:
    """The text of the pages, the content that is attached, "" where none is, and what is added."""
    reader = PdfReader(io.BytesIO(data))
    texts, signs = [], 0
    for page in reader.pages:
        texts.append(page.extract_text())
        signs += len(texts[-1])
        if signs > MOST_SIGNS:
            raise MemoryError
    content = b"".join(reader.attachments.get(ATTACHED, [])[:1])
    if len(content) > MOST_ATTACHED_BYTES:
        raise MemoryError
    added = list(islice(_list_added(reader), MOST_ADDED))
    return {"text": "\n".join(texts), "content": content.decode(), "added": added}


def _list_added(reader: PdfReader) -> Iterator[str]:
    """What lies over the pages beside their links, how they are turned, what else is attached."""
    for number, page in enumerate(reader.pages, 1):
        for each in page.get("/Annots", ()):
            kind = str(each.get_object().get("/Subtype", ""))
            if kind != "/Link":
                yield f"page {number}: {kind.removeprefix('/')} laid over it"
        if page.rotation:
            yield f"page {number}: turned by {page.rotation} degrees"
    for name in sorted({*reader.attachments} - {ATTACHED}):
        yield f"attached: {name}"


def main() -> None:
    """Reads within the limits, or ends."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS,) * 2)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MIB << 20,) * 2)
    try:
        found = extract(sys.stdin.buffer.read())
    except (MemoryError, LimitReachedError):
        raise
    except Exception:  # pypdf raises whatever a broken file makes of it
        sys.exit(UNREADABLE)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
