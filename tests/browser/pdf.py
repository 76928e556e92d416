"""The words of a printed page and their boxes, read from its PDF, and what is wrong with them."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from playwright.sync_api import Page

EDGE = 1.0  # points: less than that nobody sees
BREAKS = re.compile(r"(?<=[-‐–—/])")
# The texts that the page holds when it is printed, those in its pictures and those that style
# sheets add, one by one.
TEXTS = """() => {
  dispatchEvent(new Event("beforeprint"));
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) texts.push(node.data);
  for (const node of document.body.querySelectorAll("*")) {
    if (!node.checkVisibility()) continue; // styles of what is not printed are slow to find
    for (const part of ["::before", "::after", "::marker"]) {
      const { content } = getComputedStyle(node, part);
      if (content.startsWith('"')) texts.push(content.split('"')[1]);
    }
  }
  return texts;
}"""
OTHER_SCRIPTS = ("R", "AL", "AN", "NSM", "BN")  # right to left, and signs that join others
LONGEST_WORD = 20  # letters; one that is typed may be longer than its line


class Word(NamedTuple):
    """A word of a page and its box in points; from the bottom upwards."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def count_pages(pdf: bytes) -> int:
    return len(pdfium.PdfDocument(pdf))


def count_last_lines(pdf: bytes) -> int:
    """How many lines of text the last page has; those beside each other count as one."""
    sheets = pdfium.PdfDocument(pdf)
    return len({round(word.bottom) for word in _list_words(sheets[len(sheets) - 1])})


def read_first_page(pdf: bytes) -> str:
    """Its text without blanks, of which a PDF holds some and leaves some out."""
    return "".join(word.text for word in _list_words(pdfium.PdfDocument(pdf)[0]))


def read_pages(pdf: bytes) -> str:
    """The text of all, likewise."""
    return "".join(word.text for page in pdfium.PdfDocument(pdf) for word in _list_words(page))


def list_words_to_print(page: Page) -> set[str]:
    """The words of a page, and the parts between which one may break."""
    page.emulate_media(media="print")
    words = _list_known_words(page.evaluate(TEXTS))
    page.emulate_media(media="null")  # “screen” would be printed as the screen shows it
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    return words


def find_faults(pdf: bytes, known: set[str]) -> list[str]:
    """What is wrong with the text of a page that was printed, whose words are known: a sentence
    each.
    """
    faults = []
    for number, sheet in enumerate(pdfium.PdfDocument(pdf), 1):
        words = list(_list_words(sheet))
        found = [
            *_find_cut(sheet),
            *_find_outside(sheet, words),
            *_find_overlaps(words),
            *(f'split: "{word.text}"' for word in words if not _is_whole(word.text, known)),
        ]
        faults += [f"page {number}: {fault}" for fault in found]
    return faults


def _list_known_words(texts: list[str]) -> set[str]:
    words = {_plain(word) for text in texts for word in text.split()}
    known = {piece for word in words for piece in (word, *BREAKS.split(word)) if piece}
    return known | {piece for text in texts if _is_to_the_left(text) for piece in _turn(text)}


def _is_to_the_left(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def _turn(text: str) -> Iterator[str]:
    """Parts of words between letters that run to the left: the hyphen at a line's end stands on
    the other side of them.
    """
    for part in re.split(r"[-\s]", _plain(text)):
        yield from (part, f"{part}-", f"-{part}")


def _plain(text: str) -> str:
    """As it is read from a PDF, where a hyphen at a line's end is a sign of its own."""
    return unicodedata.normalize("NFKC", text).replace("\u00ad", "").replace("\ufffe", "-")


def _list_words(sheet: pdfium.PdfPage) -> Iterator[Word]:
    """Letters that follow each other without a blank or a gap."""
    text = sheet.get_textpage()
    letters: list[Word] = []
    before: Word | None = None
    for place in range(text.count_chars()):
        if raw.FPDFText_IsGenerated(text, place) == 1:
            continue
        letter = _plain(chr(raw.FPDFText_GetUnicode(text, place)))
        loose = Word(letter, *text.get_charbox(place, loose=True))
        is_blank = not letter.strip()
        if letters and before and (is_blank or _is_apart(before, loose)):
            yield _join(letters)
            letters = []
        if not is_blank:
            letters.append(Word(letter, *text.get_charbox(place)))
            before = loose
    if letters:
        yield _join(letters)


def _is_apart(one: Word, other: Word) -> bool:
    """Whether a letter stands elsewhere than behind the one before it, which may be on end."""
    size = min(one.top - one.bottom, one.right - one.left)
    across = max(other.left - one.right, one.left - other.right)
    down = max(other.bottom - one.top, one.bottom - other.top)
    return max(across, down) > size / 2


def _join(letters: list[Word]) -> Word:
    return Word(
        "".join(letter.text for letter in letters),
        min(letter.left for letter in letters),
        min(letter.bottom for letter in letters),
        max(letter.right for letter in letters),
        max(letter.top for letter in letters),
    )


def _is_whole(word: str, known: set[str]) -> bool:
    """Whether a word is one of those that are known, or several side by side; of other scripts
    a PDF holds the signs in an order and in forms of its own.
    """
    if word in known:
        return True
    if any(
        unicodedata.bidirectional(letter) in OTHER_SCRIPTS or letter > "\uffff" for letter in word
    ):
        return True
    if any(word in each for each in known if len(each) > LONGEST_WORD):
        return True
    ends = {0}
    for end in range(1, len(word) + 1):
        if any(word[start:end] in known for start in ends):
            ends.add(end)
    return len(word) in ends


def _find_outside(sheet: pdfium.PdfPage, words: list[Word]) -> Iterator[str]:
    width, height = sheet.get_size()
    for word in words:
        if min(word.left, word.bottom, width - word.right, height - word.top) < -EDGE:
            yield f'beyond the page: "{word.text}"'


def _find_overlaps(words: list[Word]) -> Iterator[str]:
    in_order = sorted(words, key=lambda word: word.bottom)
    for place, word in enumerate(in_order):
        for other in in_order[place + 1 :]:
            if other.bottom > word.top - EDGE:
                break
            across = min(word.right, other.right) - max(word.left, other.left)
            down = min(word.top, other.top) - max(word.bottom, other.bottom)
            if across > EDGE and down > EDGE:
                yield f'overlap: "{word.text}" and "{other.text}"'


def _find_cut(sheet: pdfium.PdfPage) -> Iterator[str]:
    """Texts that reach beyond the path that clips them."""
    for text in sheet.get_objects([raw.FPDF_PAGEOBJ_TEXT]):
        edge = _clip_of(text)
        left, bottom, right, top = text.get_bounds()
        beyond = max(edge[0] - left, edge[1] - bottom, right - edge[2], top - edge[3])
        if beyond > EDGE:
            yield f"cut by {beyond:.0f} pt: a text at {left:.0f}, {bottom:.0f}"


def _clip_of(text: pdfium.PdfObject) -> tuple[float, float, float, float]:
    """The box that all the paths leave which clip a text."""
    clip = raw.FPDFPageObj_GetClipPath(text)
    edge = (-1e9, -1e9, 1e9, 1e9)
    for path in range(max(raw.FPDFClipPath_CountPaths(clip), 0)):
        points = []
        for at in range(raw.FPDFClipPath_CountPathSegments(clip, path)):
            x, y = ctypes.c_float(), ctypes.c_float()
            segment = raw.FPDFClipPath_GetPathSegment(clip, path, at)
            if raw.FPDFPathSegment_GetPoint(segment, x, y):
                points.append((x.value, y.value))
        if points:
            across, upwards = [x for x, _ in points], [y for _, y in points]
            edge = (
                max(edge[0], min(across)),
                max(edge[1], min(upwards)),
                min(edge[2], max(across)),
                min(edge[3], max(upwards)),
            )
    return edge
