"""Reads a comparison document, with every fault named by its field's path.

Page, API, command line and files all end here; none has rules of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from .document import Group, Question, Scenario, Uncertainty
from .faults import Fault, Faults
from .fields import MOST_DESKTOPS, SHAPES
from .knobs import KNOBS
from .market import Catalogue, Market
from .numbers import Range
from .own_catalogue import CURRENCY, own_catalogue
from .read_scenario import OneNameOnce, check_assumptions, read_scenario
from .reading import Reader
from .together import find_circles

FindCatalogue = Callable[[str], Catalogue | None]


def parse(value: Any, find_catalogue: FindCatalogue) -> Question:
    """The question that a plain value asks; raises `Faults` with all of them.

    `find_catalogue` gives the catalogue of a price list, None where there is none, or raises
    `Faults` of what else it was asked; it is not called where the document brings its own.
    """
    reader = Reader()
    given = reader.shape("document", value, "")
    if given is None:
        raise Faults(reader.faults)
    catalogue = _take_own_rates(
        reader, given["exchange_rates"], _find_catalogue(reader, given, find_catalogue)
    )
    check_assumptions(reader, given["assumptions"], "assumptions")
    fleet = _read_fleet(reader, given)
    scenarios: list[Scenario] = []
    if catalogue is not None and fleet is not None and given["scenarios"] and given["price_date"]:
        names = OneNameOnce(reader, "scenarios")
        for index, row in enumerate(given["scenarios"]):
            if row is not None:
                names.take(row["name"], index)
                scenario = read_scenario(
                    reader, row, f"scenarios[{index}]", fleet, catalogue, given["price_date"]
                )
                if scenario is not None:
                    scenarios.append(scenario)
    if not reader.faults:
        assert fleet is not None
        assert catalogue is not None
        for fault in find_circles(given):
            reader.note(fault)
        _check_converted(reader, catalogue.on(given["price_date"]), given["exchange_rates"])
        _check_growth(reader, fleet, given)
        _check_columns(reader, scenarios, given["horizon_years"])
    if reader.faults:
        raise Faults(reader.faults)
    assert fleet is not None
    assert catalogue is not None
    return Question(
        title=given["title"],
        price_list=catalogue.price_list,
        price_date=given["price_date"],
        known_on=given["known_on"],
        horizon_years=given["horizon_years"],
        discount_rate=given["discount_rate"],
        annual_growth=given["annual_growth"],
        sites=given["sites"],
        include_indirect=given["include_indirect"],
        price_changes=given["price_changes"],
        residual_value=given["residual_value"],
        yearly_payments=given["yearly_payments"],
        fleet=tuple(fleet),
        assumptions=given["assumptions"],
        scenarios=tuple(scenarios),
        market=catalogue.on(given["price_date"]),
        uncertainty=None if given["uncertainty"] is None else Uncertainty(**given["uncertainty"]),
    )


def _find_catalogue(reader: Reader, given: dict[str, Any], find: FindCatalogue) -> Catalogue | None:
    if given["catalogue"] is not None:
        if given["known_on"]:
            reader.fault("known_on", given["known_on"], "may not stand beside a catalogue")
        return own_catalogue(reader, given["catalogue"], "catalogue")
    if any(fault.path == "catalogue" for fault in reader.faults):
        return None
    if not given["price_list"]:
        if given["price_list"] is not None:
            reader.note(
                Fault("price_list", "", "is missing; name a price list, or bring a catalogue")
            )
        return None
    try:
        catalogue = find(given["price_list"])
    except Faults as found:
        for fault in found.faults:
            reader.note(fault)
        return None
    if catalogue is None:
        reader.fault("price_list", given["price_list"], "there is no such price list")
    return catalogue


def _take_own_rates(
    reader: Reader, own: Mapping[str, Decimal] | None, catalogue: Catalogue | None
) -> Catalogue | None:
    """The catalogue with the document's own exchange rates over those that it knows."""
    wrong = [code for code in own or () if not CURRENCY.fullmatch(code)]
    for code in wrong:
        reader.fault(
            f"exchange_rates.{code}", code, "may be named by three capital letters such as USD"
        )
    if catalogue is None or own is None or wrong or any(rate is None for rate in own.values()):
        return catalogue
    if catalogue.currency in own and own[catalogue.currency] != 1:
        words = f"may hold 1: {catalogue.currency} is the comparison's own currency"
        reader.fault(f"exchange_rates.{catalogue.currency}", f"{own[catalogue.currency]:f}", words)
    return catalogue.at_rates(
        {code: rate for code, rate in own.items() if code != catalogue.currency}
    )


def _check_converted(reader: Reader, market: Market, own: Mapping[str, Decimal]) -> None:
    """A rate of one's own makes no assumption of what may not stand in its place."""
    for assumption in market.assumptions.values():
        rate = assumption.rate
        if rate is None or rate.from_currency not in own:
            continue
        beyond = [
            end
            for end in assumption.ends
            if end is not None and not KNOBS[assumption.name].admits(end)
        ]
        if beyond:
            words = f"makes {assumption.name} of {beyond[0]:,.2f} {rate.to_currency}; that"
            words += f" may hold {KNOBS[assumption.name].allowed()}"
            reader.fault(f"exchange_rates.{rate.from_currency}", f"{rate.rate:f}", words)
            return


def _read_fleet(reader: Reader, given: dict[str, Any]) -> list[Group] | None:
    rows = given["fleet"]
    if rows is None:
        return None
    names = OneNameOnce(reader, "fleet")
    groups: list[Group] = []
    for index, row in enumerate(rows):
        if row is None:
            continue
        names.take(row["name"], index)
        like_desktops = {key: row["desktops"] for key in ("users", "devices") if row[key] is None}
        complete = {**row, **like_desktops}
        if any(value is None for value in complete.values()):
            continue
        groups.append(Group(**complete))
    if len(groups) == len(rows):
        return groups
    return None


def _check_columns(reader: Reader, scenarios: Sequence[Scenario], horizon_years: int) -> None:
    """Own lines pay within the horizon."""
    for place, scenario in enumerate(scenarios):
        for index, line in enumerate(scenario.own_lines):
            key = "last"
            if line.first > horizon_years:
                key = "first"
            if line.last > horizon_years:
                words = f"may hold a whole number up to {horizon_years}, the last year"
                reader.fault(
                    f"scenarios[{place}].own_lines[{index}].{key}", getattr(line, key), words
                )


def _check_growth(reader: Reader, fleet: list[Group], given: dict[str, Any]) -> None:
    """Desktops and users stay within the limit in every year, growth included."""
    for key in ("desktops", "users", "devices"):
        total = sum(getattr(group, key) for group in fleet)
        limit = SHAPES["group"]["desktops"].high
        assert isinstance(limit, int)
        if total > limit:
            reader.note(
                Fault("fleet", f"{total:,} {key}", f"may hold up to {MOST_DESKTOPS:,} in all")
            )
            return
        growth = given["annual_growth"]
        if isinstance(growth, Range):
            growth = growth.high
        rate = float(growth)
        for year in range(2, given["horizon_years"] + 1):
            reached = total * (1 + rate) ** (year - 1)
            if reached > limit:
                words = f"the fleet may hold up to {MOST_DESKTOPS:,} {key} in every year"
                words += f"; year {year} would have {reached:,.0f}"
                reader.fault("annual_growth", f"{rate}", words)
                return
