"""The choices beside the list, each with the number of rows that it would give."""

from __future__ import annotations

from dataclasses import dataclass

from calculator.parts.marks import MARKS
from calculator.prices.asked import SALES, Asked
from calculator.prices.rows import filter_entries
from pricing.engine.vocabulary import CONFIDENCES, METRICS, ROLES, UNITS

SHOWN_CHOICES = 8


@dataclass(frozen=True)
class FacetChoice:
    """One choice of a facet: a link with the number of rows that it would give."""

    id: str
    label: str
    mark: str
    count: str
    address: str
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A facet with its choices, the most frequent first; the rest is folded away."""

    name: str
    title: str
    value: str
    fault: str
    shown: list[FacetChoice]
    more: list[FacetChoice]


def facets_of(asked: Asked) -> list[Facet]:
    """Every facet with the number of rows that each choice would give, but for those where nothing
    is to choose.

    Where there is a fault nothing can be counted: only what is chosen or wrong stands there, to be
    taken away.
    """
    has_counts = not asked.faults and asked.catalogue is not None and asked.day is not None
    facets = [
        _make_facet(asked, "role", "Role", "All roles", dict(ROLES), has_counts),
        _make_facet(asked, "vendor", "Vendor", "All vendors", _list_vendors(asked), has_counts),
        _make_facet(
            asked, "metric", "Counted by", "Anything", {m: UNITS[m][0] for m in METRICS}, has_counts
        ),
        _make_facet(
            asked, "confidence", "Confidence", "Any", {c: c for c in CONFIDENCES}, has_counts
        ),
        _make_sale(asked, has_counts),
    ]
    return [facet for facet in facets if facet.value or (has_counts and _has_choice(facet))]


def _has_choice(facet: Facet) -> bool:
    """Whether a choice of it gives rows, on sale or beneath."""
    return bool(facet.more) or any(choice.count != "0" for choice in facet.shown)


def _list_vendors(asked: Asked) -> dict[str, str]:
    schemes = ()
    if asked.catalogue:
        schemes = asked.catalogue.schemes.values()
    return {
        vendor: vendor for vendor in sorted({scheme.vendor for scheme in schemes}, key=str.casefold)
    }


def _make_facet(
    asked: Asked, name: str, title: str, anything: str, options: dict[str, str], has_counts: bool
) -> Facet:
    on_sale = dict.fromkeys(options, 0)
    all_day = dict.fromkeys(options, 0)
    entries = []
    if has_counts:
        entries = filter_entries(asked, without=name)
    for entry in entries:
        if name == "confidence":
            value = entry.confidence
        else:
            value = getattr(entry.scheme, name)
        if value in options:
            all_day[value] += 1
            on_sale[value] += entry.is_on_sale
    counted = on_sale
    if asked["sale"] == "off":
        counted = {o: all_day[o] - on_sale[o] for o in options}
    if asked["sale"] == "on":
        among = on_sale
    elif asked["sale"] == "off":
        among = counted
    else:
        among = all_day

    names = list(options)

    def make_choice(option: str, label: str, count: int) -> FacetChoice:
        place, mark = "any", ""
        if option:
            place = str(names.index(option))
        if name == "confidence":
            mark = MARKS.get(option, "")
        return FacetChoice(
            id=f"{name}.{place}",
            label=label,
            mark=mark,
            count=_write_count(count, has_counts),
            address=asked.address(**{name: option, "beneath": ""}),
            chosen=asked[name] == option,
        )

    there = [o for o in options if not has_counts or among[o] or asked[name] == o]
    if name != "confidence":
        there.sort(key=lambda option: (-counted[option], -all_day[option]))
    often = [o for o in there if counted[o] or not has_counts]
    if len(often) <= SHOWN_CHOICES + 1:
        shown = often
    else:
        shown = often[:SHOWN_CHOICES]
    if asked[name] and asked[name] not in shown and asked[name] in there:
        shown = [*shown, asked[name]]
    more = [o for o in there if o not in shown]
    first = make_choice("", anything, sum(counted.values()))
    return Facet(
        name,
        title,
        asked[name],
        asked.fault(name),
        [first, *(make_choice(o, options[o], counted[o]) for o in shown)],
        [make_choice(o, options[o], counted[o]) for o in more],
    )


def _write_count(count: int, has_counts: bool) -> str:
    if has_counts:
        return f"{count:,}"
    return ""


def _make_sale(asked: Asked, has_counts: bool) -> Facet:
    """On sale that day, not on sale, or both."""
    counts = dict.fromkeys(SALES, 0)
    if has_counts:
        entries = filter_entries(asked)
        counts[""] = len(entries)
        counts["on"] = sum(entry.is_on_sale for entry in entries)
        counts["off"] = counts[""] - counts["on"]
    choices = [
        FacetChoice(
            f"sale.{word or 'any'}",
            label,
            "",
            _write_count(counts[word], has_counts),
            asked.address(sale=word, beneath=""),
            asked["sale"] == word,
        )
        for word, label in SALES.items()
    ]
    return Facet("sale", "On that day", asked["sale"], asked.fault("sale"), choices, [])
