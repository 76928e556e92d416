"""Why one scenario costs more than another: effects that sum to the difference, to the cent.

Each line is a product of named factors (payments.py, explain.py). Where both scenarios have the
line, its difference is shared among the factors that differ by the average over all orders; a
line that only one of them has is one effect. All in exact fractions, from the engine's whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ..answer import Answer, Cents, Figures
from ..bill import Row
from ..explain import Factor, projects_of, step_of
from ..knobs import KNOBS
from ..operations import OPERATING_LINES, OperatingLine
from ..payments import packs_by_tier
from ..prices import discount_of, net_tiers
from ..reading import Range
from ..words import DELIVERIES
from .shares import average_over_orders, in_whole_numbers, several

KINDS = ("quantity", "price", "discount", "assumption", "scheme")


class Side(NamedTuple):
    """A scenario of an answer: where a bridge begins or ends. It must have figures."""

    answer: Answer
    place: int

    @property
    def figures(self) -> Figures:
        """What it costs."""
        found = self.answer.scenarios[self.place].figures
        assert found is not None
        return found


class Effect(NamedTuple):
    """One cause of the difference, in cents of the whole and of a desktop a month (none where no desktop stands).

    `line` is the label of the line, `cause` what differs in it: "" where it is the whole line.
    `before` and `after` are its values in words, "" where there is none.
    """

    key: str
    kind: str
    line: str
    cause: str
    before: str
    after: str
    cents: Cents
    month_cents: Cents | None

    @property
    def label(self) -> str:
        """The effect in a few words."""
        if self.cause:
            return f"{self.line}: {self.cause} {self.after}, not {self.before}"
        if not self.before or not self.after:
            return f"{self.line}: {self.after}" if self.after else f"{self.line}: not {self.before}"
        return f"{self.line}: {self.after}, not {self.before}"


@dataclass(frozen=True, slots=True)
class Bridge:
    """The way from one scenario's total to another's: savings first, the largest first, then what costs more."""

    start: Side
    end: Side
    effects: list[Effect]

    @property
    def difference(self) -> Cents:
        """What the end costs more than the start; below 0 where it costs less."""
        return self.end.figures.tco - self.start.figures.tco

    @property
    def month_difference(self) -> Cents | None:
        """The same for a desktop a month, of the two amounts as they are shown."""
        before, after = self.start.figures.tco_per_desktop_month, self.end.figures.tco_per_desktop_month
        return None if before is None or after is None else after - before


class _Part(NamedTuple):
    """An effect before its money is rounded."""

    key: str
    kind: str
    line: str
    cause: str
    before: str
    after: str
    amount: Fraction


def bridge(start: Side, end: Side) -> Bridge:
    """The effects that lead from one scenario to another of the same fleet and horizon; both must have figures."""
    result = Bridge(start, end, [])
    parts = {part.key: part for part in (*_schemes(start, end), *_operations(start, end)) if part.amount}
    cents = in_whole_numbers({key: part.amount * 100 for key, part in parts.items()}, result.difference)
    months: dict[str, int] = {}
    if result.month_difference is not None:
        a_month = 12 * end.figures.desktop_years
        amounts = {key: part.amount * 100 / a_month for key, part in parts.items()}
        months = in_whole_numbers(amounts, result.month_difference)
    result.effects.extend(
        Effect(*part[:-1], cents[key], months.get(key)) for key, part in parts.items() if cents[key] or months.get(key)
    )
    result.effects.sort(key=lambda effect: (effect.cents > 0, -abs(effect.cents), effect.key))
    return result


# Schemes


class _Bought(NamedTuple):
    """What one scenario has of a scheme: units and packs by year, what is bought and owned by column, its terms."""

    row: Row
    quantity: list[int]
    packs: list[int]
    bought: list[int]
    surviving: list[int]
    discount: Decimal
    factor: Decimal
    inflation: Decimal


def _schemes(start: Side, end: Side) -> Iterator[_Part]:
    before, after = _stack(start), _stack(end)
    for scheme in sorted(before.keys() | after.keys()):
        sides = before.get(scheme), after.get(scheme)
        if all(sides):
            yield from _of_scheme(*sides)  # type: ignore[arg-type]
            continue
        one = sides[0] or sides[1]
        assert one is not None
        words, amount = _units(one), _paid(one)
        is_new = sides[1] is not None
        yield _Part(
            scheme, "scheme", one.row.entry.scheme.name, "", *(("", words) if is_new else (words, "")),
            amount if is_new else -amount,
        )  # fmt: skip


def _stack(side: Side) -> dict[str, _Bought]:
    """The schemes of which the scenario needs any in some year."""
    run = side.answer.evaluation
    inflation = _inflation(side)
    result = {}
    for row in run.bill.rows_of[side.place]:
        counts = (run.quantities.quantity, run.quantities.packs, run.spending.bought, run.spending.surviving)
        quantity, packs, bought, surviving = ([int(n) for n in numbers[row.place, :, 0]] for numbers in counts)
        if any(quantity):
            factor = row.scenario.prices.get(row.entry.scheme.id, Decimal(1))
            result[row.entry.scheme.id] = _Bought(
                row, quantity, packs, bought, surviving, discount_of(row.scenario, row.entry.scheme), _mode(factor),
                inflation,
            )  # fmt: skip
    return result


def _of_scheme(a: _Bought, b: _Bought) -> Iterator[_Part]:
    """Quantity, price, discount and inflation of a scheme that both have."""
    name = b.row.entry.scheme.id
    causes = [
        ("quantity", "quantity", "", _units(a), _units(b), a[1:5] != b[1:5]),
        ("price", "price", "price", *_prices(a, b), _list_price(a) != _list_price(b)),
        ("discount", "discount", "discount", *_discounts(a, b), (a.discount, a.factor) != (b.discount, b.factor)),
        ("price_inflation", "assumption", "prices rise by", _plain(a.inflation), _plain(b.inflation),
         a.inflation != b.inflation),
    ]  # fmt: skip
    differing = [cause for cause in causes if cause[-1]]
    order = [cause[0] for cause in differing]

    def worth(come: tuple[bool, ...]) -> Fraction:
        of = {key: (b if has_come else a) for key, has_come in zip(order, come, strict=True)}
        counted, priced = of.get("quantity", a), of.get("price", a)
        discounted, rising = of.get("discount", a), of.get("price_inflation", a)
        return _paid(
            counted._replace(
                row=counted.row._replace(
                    price=priced.row.price, tiers=net_tiers(priced.row.price, discounted.discount)
                ),
                factor=discounted.factor,
                inflation=rising.inflation,
            )
        )

    shares = average_over_orders(worth, len(differing))
    for (key, kind, cause, before, after, _), share in zip(differing, shares, strict=True):
        yield _Part(f"{name}/{key}", kind, b.row.entry.scheme.name, cause, before, after, share)


def _paid(it: _Bought) -> Fraction:
    """Purchases, maintenance and subscription over all years, exact (pricing rules, section 6)."""
    scheme = it.row.entry.scheme
    is_bought = scheme.charge == "perpetual"
    rate = scheme.maintenance_rate if is_bought else Decimal({"month": 12}.get(scheme.period, 1))
    total = Fraction(0)
    for year, quantity in enumerate(it.quantity):
        owned, new = it.surviving[year], it.bought[year]
        paid = Fraction(rate) * _cost(it.row, quantity, 0, it.packs[year]) if rate else Fraction(0)
        if is_bought:
            paid += _cost(it.row, quantity, owned, owned + new)
        total += paid * Fraction(1 + it.inflation) ** year
    return total * Fraction(it.factor)


def _cost(row: Row, quantity: int, first: int, last: int) -> Fraction:
    return sum((packs * Fraction(net) for packs, _, net in packs_by_tier(row, quantity, first, last)), Fraction(0))


def _list_price(it: _Bought) -> object:
    assert it.row.price is not None
    return it.row.price.amount, it.row.price.tiers


def _units(it: _Bought) -> str:
    """The units of the first year that has any."""
    number = next(quantity for quantity in it.quantity if quantity)
    return f"{number:,} GB" if it.row.entry.scheme.metric == "gb" else f"{number:,}"


def _prices(a: _Bought, b: _Bought) -> tuple[str, str]:
    """The list prices, or the days from which they hold where only tiers differ."""
    assert a.row.price is not None
    assert b.row.price is not None
    amounts = a.row.price.amount, b.row.price.amount
    if amounts[0] != amounts[1] and amounts[0] is not None and amounts[1] is not None:
        return _plain(amounts[0]), _plain(amounts[1])
    return f"that of {a.row.price.valid_from}", f"that of {b.row.price.valid_from}"


def _discounts(a: _Bought, b: _Bought) -> tuple[str, str]:
    if a.factor == b.factor:
        return _per_cent(a.discount), _per_cent(b.discount)
    return tuple(f"{_per_cent(it.discount)} and × {_plain(it.factor)}" for it in (a, b))  # type: ignore[return-value]


# Operations


class _Product(NamedTuple):
    """One part of an operating line: its counts by year, its factors in the order of the table, price and rise last."""

    counts: list[int]
    factors: list[Factor]


def _operations(start: Side, end: Side) -> Iterator[_Part]:
    for line in OPERATING_LINES:
        if line.indirect and not end.answer.question.include_indirect:
            continue
        yield from _of_line(line, _products(start, line), _products(end, line))
        if line.key == "deployment":
            yield _project(start, end)


def _of_line(line: OperatingLine, before: list[_Product | None], after: list[_Product | None]) -> Iterator[_Part]:
    words = _counted(line, before), _counted(line, after)
    if not (any(before) and any(after)):
        for products, sign in ((before, -1), (after, 1)):
            if any(products):
                yield _Part(line.key, "quantity", line.label, "", *words, sign * _whole_line(line, products))
        return
    pairs = [(a, b) for a, b in zip(before, after, strict=True) if a and b]
    names = _names(line)
    differing = [
        place for place in range(len(names)) if any(a.factors[place].value != b.factors[place].value for a, b in pairs)
    ]
    counts_differ = any(a.counts != b.counts for a, b in pairs)

    def worth(come: tuple[bool, ...]) -> Fraction:
        taken = {place for place, has_come in zip(differing, come, strict=False) if has_come}
        has_counts = counts_differ and come[-1]
        mixed = [
            _Product(
                (b if has_counts else a).counts,
                [(b if place in taken else a).factors[place] for place in range(len(names))],
            )
            for a, b in pairs
        ]
        return _whole_line(line, mixed)

    shares = average_over_orders(worth, len(differing) + counts_differ)
    for place, share in zip(differing, shares, strict=False):
        changes = [(a.factors[place], b.factors[place]) for a, b in pairs]
        changes = [(a, b) for a, b in changes if a.value != b.value]
        is_assumed = all(factor.knob for change in changes for factor in change)
        yield _Part(
            f"{line.key}/{names[place]}",
            "assumption" if is_assumed else "scheme",
            line.label,
            _cause(changes[0][1]),
            several([_plain(a.value) for a, _ in changes]),
            several([_plain(b.value) for _, b in changes]),
            share,
        )
    if counts_differ:
        yield _Part(f"{line.key}/quantity", "quantity", line.label, "", *words, shares[-1])


def _names(line: OperatingLine) -> list[str]:
    """What each factor of the line is called in keys: its place in the table of lines."""
    names = [str(factor).replace("{delivery}.", "").lstrip("/") for factor in line.factors]
    return [*names, line.price, *([line.rises_with] if line.rises_with else [])]


def _products(side: Side, line: OperatingLine) -> list[_Product | None]:
    """The line as products, of each group or of the site; none where it counts 0.

    A sum over deliveries is the same over groups, whose delivery then is a factor like others.
    """
    run, place = side.answer.evaluation, side.place
    scenario = run.question.scenarios[place]
    result: list[_Product | None] = []
    if line.parts == "site":
        numbers = run.sizing.hosts[place].sum(axis=0) if line.counts == "hosts" else run.sizing.storage_gb[place]
        by_part = [(0, numbers)]
    else:
        order = list(DELIVERIES)
        by_group = getattr(run.fleet, line.counts)
        is_by_delivery = line.parts == "delivery"
        by_part = [
            (order.index(delivery) if is_by_delivery else group, by_group[group])
            for group, delivery in enumerate(scenario.deliveries)
        ]
    for part, numbers in by_part:
        counts = [int(number) for number in numbers[:, 0]]
        if not any(counts):
            result.append(None)
            continue
        step = step_of(run, place, line, part, counts)
        factors = step.factors[: len(line.factors)]
        result.append(_Product(counts, [*factors, step.price, *([step.rise] if step.rise else [])]))
    return result


def _whole_line(line: OperatingLine, products: Sequence[_Product | None]) -> Fraction:
    return sum((_money(line, product) for product in products if product), Fraction(0))


def _money(line: OperatingLine, product: _Product) -> Fraction:
    """The product over all years, exact; of a one-off only the first year's count is paid for, today."""
    factors = product.factors[:-1] if line.rises_with else product.factors
    result = Fraction(1, line.divisor)
    for factor in factors:
        result = result / Fraction(factor.value) if factor.divides else result * Fraction(factor.value)
    if not line.rises_with:
        return result * product.counts[0]
    rise = Fraction(1 + product.factors[-1].value)
    return result * sum((count * rise**year for year, count in enumerate(product.counts) if count), Fraction(0))


def _counted(line: OperatingLine, products: list[_Product | None]) -> str:
    """What the line counts in its first year, in words; "" for nothing."""
    number = sum(product.counts[0] for product in products if product)
    words = {"storage_gb": "GB", "concurrent": "at the peak"}.get(line.counts, line.counts)
    return f"{number:,} {words}" if any(products) else ""


def _project(start: Side, end: Side) -> _Part:
    """The projects of the deliveries in use, as one effect."""
    before, after = [
        sum((step.price.value for step in projects_of(side.answer.evaluation, side.place)), Decimal(0))
        for side in (start, end)
    ]
    words = f"{before:,.0f}", f"{after:,.0f}"
    return _Part("project", "assumption", "The project", "", *words, Fraction(after - before))


def _cause(factor: Factor) -> str:
    """What a factor is called, without the delivery behind it."""
    knob = KNOBS.get(factor.knob or "")
    label = knob.label.split(", ")[0] if knob else factor.label
    return label[0].lower() + label[1:]


def _inflation(side: Side) -> Decimal:
    """The scenario's yearly rise of prices, as it was written."""
    question = side.answer.question
    for given in (question.scenarios[side.place].assumptions, question.assumptions):
        if "price_inflation" in given:
            return _mode(given["price_inflation"])
    return question.market.assumptions["price_inflation"].typical


def _mode(number: Decimal | Range) -> Decimal:
    return number.mode if isinstance(number, Range) else number


def _plain(number: Decimal) -> str:
    """A number with thousands apart and no zeros behind."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _per_cent(share: Decimal) -> str:
    return f"{_plain(share * 100)} %"
