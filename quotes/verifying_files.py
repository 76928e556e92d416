"""The verdict over a file of any kind, the PDF among them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

from pricing.engine.faults import Faults

from .content import make_checksum, read_content
from .issuing import find_end
from .models import IssuedFile, IssuedQuote
from .numbers import find_by_number
from .pdf.making import NotMade, keep_pdf
from .pdf.reading import Printed, TakesTooMuch, Unreadable, read_pdf
from .tables import MOST_BYTES, MOST_SIGNS, read_file
from .verdicts import (
    IDENTICAL,
    TOO_LARGE,
    UNKNOWN,
    UNREADABLE,
    Difference,
    Verdict,
)
from .verifying import compare_table, verify
from .verifying_pages import compare_pages

BEGIN = b"%PDF-"
BYTES, PRINTED, BOTH = (
    "every byte of the PDF",
    "the text that is printed, not pictures or shapes; nothing is attached",
    "the content that is attached, and the text that is printed, not pictures or shapes",
)
NO_PAGES = "The pages of this quote cannot be made now, so this PDF cannot be checked: try again."
OTHER_BYTES = "saved again by another program"
# As long as prefixes are, so that a long word is read in one go.
_NUMBER = re.compile(r"(\S{1,16}-\d{4}-\d{6}), version (\d{1,4})")
TOO_MUCH = "Reading this PDF takes more time or memory than any quote does, so it was not checked."


def verify_file(data: bytes) -> Verdict:
    """The verdict over what may be a table, JSON or a PDF."""
    if not data.startswith(BEGIN):
        return verify(data)
    if len(data) > MOST_BYTES:
        return Verdict(TOO_LARGE, words=f"A file may hold up to {MOST_BYTES:,} bytes.")
    kept = IssuedFile.objects.filter(sha256=hashlib.sha256(data).hexdigest()).first()
    if kept is not None:
        return _begin(kept.issued, BYTES)
    try:
        printed = read_pdf(data)
    except TakesTooMuch:
        return Verdict(UNREADABLE, words=TOO_MUCH)
    except Unreadable:
        return Verdict(UNREADABLE, words="This PDF cannot be read.")
    return _verify_printed(printed)


def _begin(issued: IssuedQuote, checked: str) -> Verdict:
    return Verdict(IDENTICAL, issued.number, issued.version, end=find_end(issued), checked=checked)


def _verify_printed(printed: Printed) -> Verdict:
    issued = _find_issued(printed)
    if issued is None:
        return Verdict(UNKNOWN, words="No quote was issued under a number that stands in this PDF.")
    verdict = _begin(issued, PRINTED)
    verdict.clothing = [OTHER_BYTES]
    if printed.content:
        verdict.checked = BOTH
        _compare_content(issued, printed.content, verdict)
    try:
        kept = read_pdf(bytes(keep_pdf(issued).bytes))
    except (NotMade, Unreadable):
        return Verdict(UNREADABLE, words=NO_PAGES)
    verdict.differences += [Difference(0, *each) for each in compare_pages(kept.text, printed.text)]
    verdict.differences += [
        Difference(0, "the PDF", "nothing of the kind", each)
        for each in printed.added
        if each not in kept.added
    ]
    return verdict.conclude()


def _find_issued(printed: Printed) -> IssuedQuote | None:
    """What was issued under the number that is printed, else under the one that is attached."""
    named = (*_NUMBER.findall(printed.text), *_list_attached_numbers(printed.content))
    for number, version in dict.fromkeys(named):
        found = find_by_number(number, int(version))
        if found is not None:
            return found
    return None


def _list_attached_numbers(content: str) -> Iterator[tuple[str, int]]:
    """The number that the header of an attached content names, where it is one."""
    head = content.partition("\n")[0]
    if not _is_small(head):
        return
    try:
        header = json.loads(head)
        yield str(header["number"]), int(header["version"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return


def _is_small(text: str) -> bool:
    """Whether reading a text as JSON takes no more memory than a large quote does."""
    return all(text.count(sign.decode()) <= most for sign, most in MOST_SIGNS.items())


def _compare_content(issued: IssuedQuote, text: str, verdict: Verdict) -> None:
    """What is attached beside what was issued; where they differ, cell by cell."""
    if text == issued.content:
        return
    verdict.differences.append(
        Difference(0, "the content attached", issued.checksum, make_checksum(text))
    )
    if not _is_small(text):
        return
    try:
        content = read_content(text)
        document = {
            "header": content.header,
            "rows": content.records,
            "totals": content.totals,
            "checksum": make_checksum(text),
        }
        found = compare_table(issued, read_file(json.dumps(document).encode()))
    except (Faults, ValueError, KeyError, TypeError, AttributeError, AssertionError):
        return  # named as a whole already
    verdict.differences += found.differences
    verdict.missing, verdict.added = found.missing, found.added
