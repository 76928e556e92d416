"""Why the operating lines of one scenario cost more than those of another.

By the factors that differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ..exact import Floats
from ..explain import Factor, projects_of, rolled_out_by_group, step_of
from ..knobs import KNOBS
from ..operating_lines import OPERATING_LINES, OperatingLine
from ..vocabulary import DELIVERIES
from .effects import Part, Side
from .numbers_in_words import plain, several
from .shapley import average_over_orders

OF_PARTS = {"watts": "watts of a device", "kbps": "kbit/s of a session"}


class _Product(NamedTuple):
    """One part of an operating line: its counts by year, its factors in the order of the table,
    price and rise last.
    """

    counts: list[Fraction]
    factors: list[Factor]


def operating_effects(start: Side, end: Side) -> Iterator[Part]:
    """A line of which one side counts nothing is one effect; else each factor that differs is
    one.
    """
    for line in OPERATING_LINES:
        if line.indirect and not end.answer.question.include_indirect:
            continue
        yield from _split_line(line, _make_products(start, line), _make_products(end, line))
        if line.key == "deployment":
            yield _split_project(start, end)


def _split_line(
    line: OperatingLine, before: list[_Product | None], after: list[_Product | None]
) -> Iterator[Part]:
    words = _count_products(line, before), _count_products(line, after)
    if not (any(before) and any(after)):
        for products, sign in ((before, -1), (after, 1)):
            if any(products):
                yield Part(
                    line.key,
                    "quantity",
                    line.label,
                    "",
                    *words,
                    sign * _price_whole_line(line, products),
                )
        return
    pairs = [(a, b) for a, b in zip(before, after, strict=True) if a and b]
    names = _name_factors(line)
    differing = [
        place
        for place in range(len(names))
        if any(a.factors[place].value != b.factors[place].value for a, b in pairs)
    ]
    counts_differ = any(a.counts != b.counts for a, b in pairs)

    def worth(come: tuple[bool, ...]) -> Fraction:
        taken = {place for place, has_come in zip(differing, come, strict=False) if has_come}
        has_counts = counts_differ and come[-1]
        mixed = []
        for pair in pairs:
            factors = [
                _choose_side(pair, place in taken).factors[place] for place in range(len(names))
            ]
            mixed.append(_Product(_choose_side(pair, has_counts).counts, factors))
        return _price_whole_line(line, mixed)

    shares = average_over_orders(worth, len(differing) + counts_differ)
    for place, share in zip(differing, shares, strict=False):
        changes = [(a.factors[place], b.factors[place]) for a, b in pairs]
        changes = [(a, b) for a, b in changes if a.value != b.value]
        is_assumed = all(factor.knob for change in changes for factor in change)
        yield Part(
            f"{line.key}/{names[place]}",
            "assumption" if is_assumed else "scheme",
            line.label,
            _name_cause(names[place], changes[0][1]),
            several([plain(a.value) for a, _ in changes]),
            several([plain(b.value) for _, b in changes]),
            share,
        )
    if counts_differ:
        yield Part(f"{line.key}/quantity", "quantity", line.label, "", *words, shares[-1])


def _name_factors(line: OperatingLine) -> list[str]:
    """What each factor of the line is called in keys: its place in the table of lines."""
    names = [str(factor).replace("{delivery}.", "").lstrip("/") for factor in line.factors]
    return [*names, line.price, *([line.rises_with] if line.rises_with else [])]


def _make_products(side: Side, line: OperatingLine) -> list[_Product | None]:
    """The line as products, of each group or of the site; none where it counts 0.

    A sum over deliveries is the same over groups, whose delivery then is a factor like others.
    """
    run, place = side.answer.evaluation, side.place
    scenario = run.question.scenarios[place]
    result: list[_Product | None] = []
    if line.parts == "site":
        if line.counts == "hosts":
            numbers = run.sizing.hosts[place]
        else:
            numbers = run.sizing.storage_gb[place]
        by_part = [(0, _sum_products(numbers))]
    else:
        order = list(DELIVERIES)
        by_group = _group_products(side, line)
        is_by_delivery = line.parts == "delivery"
        by_part = [
            (order.index(delivery) if is_by_delivery else group, by_group[group])
            for group, delivery in enumerate(scenario.deliveries)
        ]
    for part, counts in by_part:
        if not any(counts):
            result.append(None)
            continue
        step = step_of(run, place, line, part, counts)
        factors = step.factors[: len(line.factors)]
        result.append(_Product(counts, [*factors, step.price, *([step.rise] if step.rise else [])]))
    return result


def _group_products(side: Side, line: OperatingLine) -> list[list[Fraction]]:
    """What a line counts of each group, [group][year]."""
    run = side.answer.evaluation
    if line.counts == "rolled_out":
        return rolled_out_by_group(run, side.place)
    return [_sum_products(numbers) for numbers in getattr(run.fleet, line.counts)]


def _sum_products(numbers: Floats) -> list[Fraction]:
    return [Fraction(int(number)) for number in numbers[:, 0]]


def _price_whole_line(line: OperatingLine, products: Sequence[_Product | None]) -> Fraction:
    return sum((_price_product(line, product) for product in products if product), Fraction(0))


def _price_product(line: OperatingLine, product: _Product) -> Fraction:
    """The product over all years, exact; of a one-off only the first year's count is paid for,
    today.
    """
    if line.rises_with:
        factors = product.factors[:-1]
    else:
        factors = product.factors
    result = Fraction(1, line.divisor)
    for factor in factors:
        if factor.divides:
            result = result / Fraction(factor.value)
        else:
            result = result * Fraction(factor.value)
    if not line.rises_with:
        return result * product.counts[0]
    rise = Fraction(1 + product.factors[-1].value)
    return result * sum(
        (count * rise**year for year, count in enumerate(product.counts) if count), Fraction(0)
    )


def _count_products(line: OperatingLine, products: list[_Product | None]) -> str:
    """What the line counts in its first year, in words; "" for nothing."""
    number = sum(product.counts[0] for product in products if product)
    words = {"storage_gb": "GB", "concurrent": "at the peak", "rolled_out": "desktops"}.get(
        line.counts, line.counts
    )
    if any(products):
        return f"{int(number):,} {words}"
    return ""


def _split_project(start: Side, end: Side) -> Part:
    """The projects of the deliveries in use, as one effect."""
    before, after = [
        sum(
            (step.price.value for step in projects_of(side.answer.evaluation, side.place)),
            Decimal(0),
        )
        for side in (start, end)
    ]
    currency = end.answer.currency
    words = f"{currency} {before:,.0f}", f"{currency} {after:,.0f}"
    return Part("project", "assumption", "The project", "", *words, Fraction(after - before))


def _name_cause(name: str, factor: Factor) -> str:
    """What a factor is called, without the delivery behind it."""
    if name in OF_PARTS:
        return OF_PARTS[name]
    knob = KNOBS.get(factor.knob or "")
    if knob:
        label = knob.row or knob.label
    else:
        label = factor.label
    return label[0].lower() + label[1:]


def _choose_side(pair: tuple[_Product, _Product], has_come: bool) -> _Product:
    """What a part was, or what it is once the change has come."""
    before, after = pair
    if has_come:
        return after
    return before
