"""A year's series of numbers, from its first to its last: what was removed or altered in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .content import make_checksum, read_content
from .issuing import columns_of
from .models import IssuedQuote, NumberGap, NumberSeries


def find_faults(year: int) -> list[str]:
    """What is wrong in a year's series, in words; nothing where it is whole."""
    issued = list(IssuedQuote.objects.filter(year=year).order_by("id"))
    series = NumberSeries.objects.filter(year=year).first()
    last = 0
    if series is not None:
        last = series.last
    gaps = list(NumberGap.objects.filter(year=year))
    return [*_check_numbers(issued, gaps, last), *_check_chain(issued), *_check_contents(issued)]


def _check_numbers(
    issued: Sequence[IssuedQuote], gaps: Sequence[NumberGap], last: int
) -> Iterator[str]:
    """Consecutive from 1 to the last that was given, and the versions of each from 1; what a gap
    explains is not missing, and must not be here.
    """
    versions: dict[int, list[int]] = {}
    for each in issued:
        versions.setdefault(each.sequence, []).append(each.version)
    explained = {number for gap in gaps for number in list_explained(gap)}
    for gap in gaps:
        if gap.version is not None:
            versions.setdefault(gap.first, []).append(gap.version)
    for sequence in range(1, max([last, *versions]) + 1):
        found = sorted(versions.get(sequence, []))
        if found and sequence in explained:
            yield f"number {sequence} was issued, but it was given before a backup was restored"
        elif not found and sequence not in explained:
            yield f"number {sequence} is missing"
        elif found != list(range(1, len(found) + 1)):
            yield f"number {sequence} has the versions {', '.join(map(str, found))}"
    if versions and max(versions) > last:
        yield f"the series ends at {last}, but number {max(versions)} was issued"


def list_explained(gap: NumberGap) -> range:
    """The whole numbers that a gap explains."""
    if gap.version is not None:
        return range(0)
    return range(gap.first, gap.last + 1)


def _check_chain(issued: Sequence[IssuedQuote]) -> Iterator[str]:
    """Each names the checksum of what was issued before it."""
    before = ""
    for each in issued:
        if read_content(each.content).header["previous"] != before:
            yield f"{each} does not follow what was issued before it"
        before = each.checksum


def _check_contents(issued: Sequence[IssuedQuote]) -> Iterator[str]:
    """The checksum is that of the content, and the columns say what the content says."""
    for each in issued:
        content = read_content(each.content)
        if make_checksum(each.content) != each.checksum:
            yield f"{each} has not the content that its checksum names"
        columns = columns_of(content)
        columns |= {"number": content.header["number"], "version": content.header["version"]}
        for name, value in columns.items():
            if getattr(each, name) != value:
                yield f"{each}: its column {name} says {getattr(each, name)}, its content {value}"
        if content.header["issued_on"] != each.issued_on.isoformat():
            yield f"{each}: its column issued_on says {each.issued_on}"
