"""The rules of one scheme, price or assumption, and the catalogue that a document brings itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from .faults import Fault, holds, make_fault, name_hint
from .fields import ATTRIBUTES, DIVIDING_ATTRIBUTES, WHOLE_ATTRIBUTES
from .knobs import KNOBS
from .market import Assumption, Catalogue, Price, Scheme
from .reading import Reader
from .together import CIRCLE, end_of
from .vocabulary import HOST_METRICS, HOUR_METRICS, MACHINE_METRICS, ROLES

MOST_TOKENS = 20

CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
UNSPSC = re.compile(r"[0-9]{8}", re.ASCII)


def scheme_faults(scheme: Scheme) -> Iterator[Fault]:
    """A fault for each rule that a scheme breaks by itself, at its field (document rules, "Faults
    too").

    The catalogue's files, the admin and documents with a catalogue of their own all ask here.
    """
    yield from _check_charge(scheme)
    if scheme.unspsc and not UNSPSC.fullmatch(scheme.unspsc):
        yield Fault("unspsc", "", "may hold eight digits such as 43231513")
    if len(scheme.requires) + len(scheme.provides) > MOST_TOKENS:
        yield Fault("provides", "", f"may hold, with requires, up to {MOST_TOKENS} tokens")
    for role in scheme.includes:
        if role not in ROLES:
            yield make_fault(f"includes.{role}", "", "is no role", name_hint(role, ROLES))
        elif role == scheme.role:
            yield Fault(f"includes.{role}", "", "a scheme may not include itself")
    for name, value in scheme.attributes.items():
        if name not in ATTRIBUTES:
            yield make_fault(f"attributes.{name}", "", "is not known", name_hint(name, ATTRIBUTES))
        elif name in WHOLE_ATTRIBUTES and value != value.to_integral_value():
            yield Fault(f"attributes.{name}", "", "may hold a whole number")
    yield from _size_faults(scheme)
    yield from _check_hosts(scheme)


def _check_charge(scheme: Scheme) -> Iterator[Fault]:
    """What stands with a subscription only, or with a perpetual scheme only."""
    is_subscription, by_the_hour = scheme.charge == "subscription", scheme.metric in HOUR_METRICS
    for name, is_set in {
        "maintenance_rate": bool(scheme.maintenance_rate),
        "life_years": scheme.life_years is not None,
        "maintenance_included_years": bool(scheme.maintenance_included_years),
    }.items():
        if is_set and is_subscription:
            yield Fault(name, "", "may stand with a perpetual scheme only")
    if is_subscription and (scheme.period == "hour") != by_the_hour:
        yield Fault(
            "period",
            "",
            "may hold hour with the metrics user_hour and instance_hour, and only there",
        )
    elif by_the_hour and not is_subscription:
        yield Fault("charge", "", "may hold subscription, for the metric is in hours")
    elif scheme.period != "year" and not is_subscription:
        yield Fault("period", "", "may stand with a subscription only")


def _check_hosts(scheme: Scheme) -> Iterator[Fault]:
    """What counts by host may stand with the metrics that it counts for.

    Methodology, Packs, cores and machines on a host.
    """
    if scheme.per_host and scheme.metric not in HOST_METRICS:
        yield Fault("per_host", "", f"may stand with the metrics {', '.join(HOST_METRICS)} only")
    for name, metrics in DIVIDING_ATTRIBUTES.items():
        if name in scheme.attributes and scheme.metric not in metrics:
            yield Fault(
                f"attributes.{name}", "", f"may stand with the metrics {', '.join(metrics)} only"
            )


def _size_faults(scheme: Scheme) -> Iterator[Fault]:
    """Numbers that divide must be there and above 0: no desktop fits on nothing."""
    needed: tuple[str, ...] = ()
    if scheme.role == "server":
        needed = ("sockets", "cores_per_socket", "ram_gb")
    elif scheme.metric in MACHINE_METRICS:
        needed = ("vcpu", "ram_gb")
    for name in needed:
        if scheme.attributes.get(name, Decimal(0)) <= 0:
            yield Fault(f"attributes.{name}", "", "must be there and above 0: else no desktop fits")
    for name in ("memory_overcommit", "users_per_licence", *DIVIDING_ATTRIBUTES):
        if name in scheme.attributes and scheme.attributes[name] <= 0:
            yield Fault(f"attributes.{name}", "", "must be above 0: it divides")


def assumption_faults(assumption: Assumption) -> Iterator[Fault]:
    """A fault for each rule that an assumption breaks by itself, at its field."""
    knob = KNOBS.get(assumption.name)
    if knob is None:
        yield make_fault("name", "", "is no assumption", name_hint(assumption.name, KNOBS))
        return
    if not knob.admits(assumption.typical):
        yield Fault("typical", "", f"may hold {knob.allowed()}", bounds=knob.bounds)
    if assumption.currency and not CURRENCY.fullmatch(assumption.currency):
        yield Fault("currency", "", "may hold three capital letters such as USD")
    elif assumption.currency and not knob.is_money:
        yield Fault("currency", "", f"may stand with money only; {knob.name} is in {knob.unit}")
    if assumption.moves_with and assumption.moves_with not in KNOBS:
        yield make_fault(
            "moves_with", "", "is no assumption", name_hint(assumption.moves_with, KNOBS)
        )
    low, high = assumption.low, assumption.high
    if low is not None and low > assumption.typical:
        yield Fault("low", "", "may not be above typical")
    if high is not None and high < assumption.typical:
        yield Fault("high", "", "may not be below typical")


def own_catalogue(reader: Reader, given: dict[str, Any], path: str) -> Catalogue | None:
    """The catalogue that a document brings; faults go to the reader.

    With faults it only serves to check the rest: a faulty scheme is known by its name alone, a
    faulty price is left out. None where not even all names can be read.
    """
    if given["currency"] is not None and not CURRENCY.fullmatch(given["currency"]):
        reader.fault(
            f"{path}.currency", given["currency"], "may hold three capital letters such as USD"
        )
    if given["schemes"] == []:
        reader.note(Fault(f"{path}.schemes", "no schemes", "may hold 1 to 1,000"))
    rows = given["schemes"] or ()
    names_are_read = bool(rows) and all(_complete(row, "id") for row in rows)
    schemes = _read_schemes(reader, rows, path)
    prices = _read_prices(reader, given["prices"] or (), schemes if names_are_read else None, path)
    assumptions = _read_assumptions(reader, given["assumptions"] or (), path)
    if not names_are_read:
        return None
    currency = given["currency"] or ""
    return Catalogue(
        price_list="", currency=currency, schemes=schemes, prices=prices, assumptions=assumptions
    )


def _read_schemes(reader: Reader, rows: Iterable[Any], path: str) -> dict[str, Scheme]:
    schemes: dict[str, Scheme] = {}
    for index, row in enumerate(rows):
        here = f"{path}.schemes[{index}]"
        if not _complete(row, "id"):
            continue
        if row["id"] in schemes:
            reader.fault(f"{here}.id", row["id"], "stands twice")
            continue
        schemes[row["id"]] = Scheme(id=row["id"], role="service", metric="site", charge="perpetual")
        if _complete(row, "role", "metric", "charge"):
            scheme = Scheme(**_whole(row))
            _note(reader, here, scheme_faults(scheme), row)
            if not reader.faults_within(here):
                schemes[row["id"]] = scheme
    return schemes


def _read_prices(
    reader: Reader, rows: Iterable[Any], known: Collection[str] | None, path: str
) -> list[Price]:
    """The prices of known schemes; `known` is None where the names of some could not be read."""
    prices: list[Price] = []
    first: dict[tuple[Any, Any], int] = {}
    for index, row in enumerate(rows):
        here = f"{path}.prices[{index}]"
        if not _complete(row, "scheme", "valid_from"):
            continue
        if known is not None and row["scheme"] not in known:
            hint = reader.name_hint(row["scheme"], known)
            reader.fault(f"{here}.scheme", row["scheme"], "is no scheme of this catalogue", hint)
        day = (row["scheme"], row["valid_from"])
        if day in first:
            reader.fault(
                f"{here}.valid_from",
                str(row["valid_from"]),
                f"prices[{first[day]}] has the same scheme and day",
            )
        first.setdefault(day, index)
        if row["amount"] is None and row["tiers"]:
            reader.fault(
                f"{here}.tiers", list(row["tiers"]), "may not stand where there is no amount"
            )
        if not reader.faults_within(here):
            prices.append(Price(**_whole(row)))
    return prices


def _read_assumptions(reader: Reader, rows: Sequence[Any], path: str) -> list[Assumption]:
    assumptions: list[Assumption] = []
    first: dict[tuple[Any, Any], int] = {}
    for index, row in enumerate(rows):
        here = f"{path}.assumptions[{index}]"
        if not _complete(row, "name", "typical"):
            continue
        assumption = Assumption(**_whole(row))
        day = (assumption.name, assumption.valid_from)
        if day in first:
            reader.fault(
                f"{here}.name",
                assumption.name,
                f"assumptions[{first[day]}] has the same name and day",
            )
        first.setdefault(day, index)
        _note(reader, here, assumption_faults(assumption), row)
        if not reader.faults_within(here):
            assumptions.append(assumption)
    leaders = {each.name: each.moves_with for each in assumptions if each.moves_with}
    for index, row in enumerate(rows):
        if _complete(row, "name") and row["moves_with"] and end_of(row["name"], leaders) is None:
            reader.fault(f"{path}.assumptions[{index}].moves_with", row["moves_with"], CIRCLE)
    return assumptions


def _complete(row: dict[str, Any] | None, *keys: str) -> bool:
    return row is not None and all(row[key] is not None for key in keys)


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    """The row without what had faults, so that the rest can still be checked."""
    whole = {key: _keep_sound(value) for key, value in row.items() if value is not None}
    return whole | ({"amount": None} if "amount" in row and row["amount"] is None else {})


def _keep_sound(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: each for key, each in value.items() if each is not None}
    return value


def _note(reader: Reader, path: str, found: Iterator[Fault], row: dict[str, Any]) -> None:
    """Notes the rules that a row breaks, but for those of fields that could not be read."""
    unread = tuple(fault.path for fault in reader.faults_within(path))
    for fault in found:
        where = f"{path}.{fault.path}"
        if any(where.startswith(each) for each in unread):
            continue
        value: Any = row
        for key in fault.path.split("."):
            if isinstance(value, dict):
                value = value.get(key)
            else:
                value = None
        shown = value
        if isinstance(value, Decimal):
            shown = f"{value:f}"
        reader.note(fault._replace(path=where, holds=holds(shown)))
