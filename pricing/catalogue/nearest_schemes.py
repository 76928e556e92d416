"""The schemes that a reseller's words come nearest to: by words, part numbers and other names.

Nothing is taken by itself: what is near is offered to be chosen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from math import log
from typing import NamedTuple

from pricing.engine.market import Scheme

MOST_OFFERED = 6
LEAST = 0.25  # of likeness, from 0 to 1, below which nothing is offered
SURE = 0.6  # from which the nearest is put forward
OTHER_NUMBER = 0.6  # what likeness is worth where the words have a number that the scheme has not
AHEAD = 0.08  # of the next, by which it has to lead
NOT_SOLD = 0.85  # what likeness is worth where a scheme is not on sale that day
ALIKE_WORDS = 0.8
ALIKE_PARTS = 0.85
SHORTEST = 4  # letters of a word that may be misspelt
MOST_WORDS = 4_000  # of a file, that are compared by their letters
# What German files say for words of the catalogue.
TRANSLATED = {
    **dict.fromkeys(("benutzer", "nutzer", "anwender", "benutzern"), "user"),
    **dict.fromkeys(("gerät", "geräte", "arbeitsplatz"), "device"),
    **dict.fromkeys(("kern", "kerne", "kernen", "cores"), "core"),
    **dict.fromkeys(("cpu", "prozessor", "sockel"), "socket"),
    **dict.fromkeys(("abo", "abonnement"), "subscription"),
    **dict.fromkeys(("jahr", "jahre", "jahren"), "year"),
    "je": "per",
    "ohne": "no",
    "mit": "with",
    "und": "and",
    "für": "for",
    "lizenz": "licence",
    "license": "licence",
    "paket": "pack",
}
_WORD = re.compile(r"[^\W_]+")


class Near(NamedTuple):
    """A scheme and how like it is, from 0 to 1."""

    scheme: str
    likeness: float


class Nearest:
    """Finds them; `sold`: the schemes on sale, before which others stand back."""

    def __init__(self, schemes: Mapping[str, Scheme], sold: Collection[str]) -> None:
        self.schemes, self.sold = schemes, {*sold}
        self.names = {
            scheme.id: [frozenset(split_words(name)) for name in _list_names(scheme)]
            for scheme in schemes.values()
        }
        self.vendors = {
            scheme.id: frozenset(split_words(scheme.vendor)) for scheme in schemes.values()
        }
        self.spelt: dict[str, str] = {}

    @cached_property
    def weights(self) -> dict[str, float]:
        """What a word is worth: the fewer schemes have it, the more it tells."""
        counts = Counter(
            word
            for scheme in self.schemes
            for word in frozenset().union(*self.names[scheme], self.vendors[scheme])
        )
        return {word: log(1 + len(self.schemes) / count) for word, count in counts.items()}

    @cached_property
    def by_word(self) -> dict[str, list[str]]:
        """The schemes that have a word in a name."""
        found: dict[str, list[str]] = {}
        for scheme, names in self.names.items():
            for word in frozenset().union(*names):
                found.setdefault(word, []).append(scheme)
        return found

    @cached_property
    def parts(self) -> dict[str, str]:
        """The scheme of each part number."""
        return {
            scheme.vendor_part_number.casefold(): scheme.id
            for scheme in self.schemes.values()
            if scheme.vendor_part_number
        }

    def find(self, part: str, words: str) -> list[Near]:
        """The nearest to a part number and a name, the likest first."""
        likeness = self._compare_words(words)
        for number in get_close_matches(part.casefold(), self.parts, MOST_OFFERED, ALIKE_PARTS):
            likeness[self.parts[number]] = 1.0
        found = [
            Near(scheme, like if scheme in self.sold else like * NOT_SOLD)
            for scheme, like in likeness.items()
        ]
        found.sort(key=lambda near: (-near.likeness, near.scheme))
        return [near for near in found if near.likeness >= LEAST][:MOST_OFFERED]

    def _compare_words(self, text: str) -> dict[str, float]:
        """The likeness of each scheme that shares a word."""
        words = split_words(text)
        given = {self._spell(word) for word in words} & self.weights.keys()
        numbers = {word for word in words if word.isdecimal()}
        touched = {scheme for word in given for scheme in self.by_word.get(word, ())}
        return {scheme: self._compare(given, numbers, scheme) for scheme in touched}

    def _compare(self, given: set[str], numbers: set[str], scheme: str) -> float:
        """Twice what both say, of all that either says; another year or pack is another thing."""
        likeness = []
        for name in self.names[scheme]:
            said = name | (self.vendors[scheme] & given)
            share = 2 * self._weigh(given & said) / (self._weigh(given) + self._weigh(said))
            likeness.append(share * OTHER_NUMBER if numbers - name else share)
        return max(likeness)

    def _weigh(self, words: Iterable[str]) -> float:
        return sum(self.weights[word] for word in words)

    def _spell(self, word: str) -> str:
        """A word as the catalogue spells it."""
        if (
            word.isdecimal()
            or len(word) < SHORTEST
            or word in self.weights
            or len(self.spelt) >= MOST_WORDS
        ):
            return self.spelt.get(word, word)
        if word not in self.spelt:
            close = get_close_matches(word, self.weights, 1, ALIKE_WORDS)
            self.spelt[word] = close[0] if close else word
        return self.spelt[word]


def choose(near: Sequence[Near]) -> str:
    """The nearest where it is like enough and well ahead of the next; "" else."""
    if not near or near[0].likeness < SURE:
        return ""
    if len(near) > 1 and near[0].likeness - near[1].likeness < AHEAD:
        return ""
    return near[0].scheme


def split_words(text: str) -> list[str]:
    """The words and numbers of a text, as the catalogue has them.

    >>> split_words("Windows Server 2025 (2-Core Pack)")
    ['windows', 'server', '2025', '2', 'core', 'pack']
    >>> split_words("Microsoft 365 E3 (ohne Teams) je Benutzer")
    ['microsoft', '365', 'e3', 'no', 'teams', 'per', 'user']
    """
    return [TRANSLATED.get(word, word) for word in _WORD.findall(text.casefold())]


def _list_names(scheme: Scheme) -> Iterator[str]:
    yield scheme.name
    yield from filter(None, map(str.strip, scheme.also_called.split(",")))
