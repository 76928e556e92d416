"""A scheme and its price in words.

What it is paid for, how, in which packs, and the rule in one sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from calculator import formats
from pricing.engine.exact import decimal_half_up, decimals_of
from pricing.engine.findings import token_words
from pricing.engine.market import Price, Scheme
from pricing.engine.vocabulary import DELIVERIES, UNITS

LONGEST_RULE = 99
ROLE_NOUNS = {
    "software_assurance": ("Software Assurance plan", "Software Assurance plans"),
    "desktop_right": ("Windows right", "Windows rights"),
    "hypervisor": ("hypervisor", "hypervisors"),
    "broker": ("broker", "brokers"),
    "vm_management": ("manager of virtual machines", "managers of virtual machines"),
    "database": ("database", "databases"),
    "server_os": ("server operating system", "server operating systems"),
    "server_cal": ("server access licence", "server access licences"),
    "session_cal": ("session access licence", "session access licences"),
    "app_virtualisation": ("way to virtualise applications", "ways to virtualise applications"),
    "graphics": ("graphics licence", "graphics licences"),
    "protocol": ("remote protocol", "remote protocols"),
    "migration": ("migration tool", "migration tools"),
    "directory": ("directory", "directories"),
    "endpoint_management": ("manager of endpoints", "managers of endpoints"),
    "user_subscription": ("user subscription", "user subscriptions"),
    "cloud_desktop": ("cloud desktop", "cloud desktops"),
    "cloud_compute": ("cloud machine", "cloud machines"),
    "cloud_storage": ("kind of cloud storage", "kinds of cloud storage"),
    "server": ("server", "servers"),
    "storage": ("storage system", "storage systems"),
    "endpoint": ("device", "devices"),
    "service": ("service", "services"),
}
_OFTEN = {"year": "every year", "month": "every month"}


def unit_price(scheme: Scheme, amount: Decimal) -> Decimal:
    """What one unit costs: the list's amount where units are sold singly, else a pack's share, half
    up to cents.
    """
    if scheme.pack == 1:
        return amount
    return decimal_half_up(amount / scheme.pack, decimals_of(amount))


def for_one(scheme: Scheme) -> str:
    """What is counted, one of it."""
    return UNITS[scheme.metric][0]


def per(scheme: Scheme) -> str:
    """What one amount buys: "a device a year", "a user at the peak", "an hour of a user"."""
    one = for_one(scheme)
    unit = add_article(one)
    if scheme.charge == "perpetual" or scheme.period == "hour":
        return unit
    return f"{unit} a {scheme.period}"


def add_article(noun: str) -> str:
    """One of a unit: "a device", "an hour of a user"."""
    if noun.startswith("hour"):
        return f"an {noun}"
    return f"a {noun}"


def percent(share: Decimal) -> str:
    r"""A share as the catalogue writes it, in per cent.

    >>> percent(Decimal("0.21")), percent(Decimal("0.125"))
    ('21\xa0%', '12.5\xa0%')
    """
    return f"{(share * 100).normalize():f}{formats.NO_BREAK}%"


def paid(scheme: Scheme) -> str:
    """When it is paid, with the upkeep: "once + 21 %", "a year"."""
    if scheme.charge == "subscription":
        return add_article(scheme.period)
    if scheme.maintenance_rate:
        return f"once +\u00a0{percent(scheme.maintenance_rate)}"
    return "once"


def paid_in_full(scheme: Scheme) -> str:
    """When it is paid, in a sentence of its own."""
    if scheme.charge == "subscription":
        return f"each {scheme.period} that it is needed"
    rate = ""
    if scheme.maintenance_rate:
        rate = f", then {percent(scheme.maintenance_rate)} of it a year"
    return f"once{rate}"


def sold_in(scheme: Scheme, price: Price | None, symbol: str = "") -> str:
    """Packs and bounds: "10 for 1,500.00", "at least 250"; "1" where there are none."""
    words = []
    if scheme.pack > 1:
        words = [f"{scheme.pack:,}"]
    if words and price is not None and price.amount:
        words = [f"{words[0]} for {symbol}{formats.decimal(price.amount)}"]
    if price is not None:
        words += [
            f"from {threshold:,} on {symbol}{formats.decimal(amount)}"
            for threshold, amount in price.tiers
        ]
    if scheme.minimum:
        words.append(f"at least {scheme.minimum:,}")
    if scheme.maximum is not None:
        words.append(f"up to {scheme.maximum:,}")
    return ", ".join(words) or "1"


def rule_sentence(scheme: Scheme) -> str:
    """The rule from the scheme's own fields, as one plain sentence of under 100 characters.

    What it needs is told as fully as there is room for.
    """
    for needs in _tell_needs(scheme.requires):
        sentence = (
            "; ".join(filter(None, [_tell_payment(scheme), _tell_bounds(scheme), needs])) + "."
        )
        if len(sentence) <= LONGEST_RULE:
            break
    return sentence


def _tell_payment(scheme: Scheme) -> str:
    one = for_one(scheme)
    if scheme.charge == "subscription":
        return ", ".join(filter(None, [f"Paid for each {one}", _OFTEN.get(scheme.period)]))
    words = f"Paid once for each {one}"
    if scheme.maintenance_rate:
        words += f", then {percent(scheme.maintenance_rate)} a year"
    return words


def _tell_bounds(scheme: Scheme) -> str:
    words = []
    if scheme.pack > 1:
        words.append(f"in packs of {scheme.pack:,}")
    if scheme.minimum:
        words.append(f"{scheme.minimum:,} at least")
    if scheme.maximum is not None:
        words.append(f"{scheme.maximum:,} at most")
    if scheme.life_years:
        words.append(f"again after {formats.count(scheme.life_years, 'year')}")
    return ", ".join(words)


def _tell_needs(tokens: tuple[str, ...]) -> Iterable[str]:
    """What it needs, ever shorter."""
    names = [token_words(token) for token in tokens if not is_of_the_fleet(token)]
    fleet = "; ".join(only_for(token) for token in tokens if is_of_the_fleet(token))
    if fleet and names:
        yield f"needs {formats.listed(names)}; {fleet}"
    elif fleet:
        yield fleet
    if names:
        yield f"needs {formats.listed(names)}"
        if len(names) > 2:
            yield f"needs {names[0]}, {names[1]} and {len(names) - 2} more"
        if len(names) > 1:
            yield f"needs {names[0]} and {len(names) - 1} more"
        yield f"needs {formats.count(len(names), 'other thing')}"
    yield ""


def only_for(token: str) -> str:
    """Whom a scheme serves, by a token of the fleet.

    >>> only_for("delivery:cloud"), only_for("endpoint:thin_client")
    ('only for people who get a cloud desktop', 'only for a desk with “thin client”')
    """
    delivery = DELIVERIES.get(token.removeprefix("delivery:"), "")
    if delivery:
        return f"only for people who get a {delivery.removesuffix('s')}"
    return f"only for {token_words(token)}"


def is_of_the_fleet(token: str) -> bool:
    """Whether the fleet says it and no scheme brings it: a desk, a delivery, a kind of work."""
    return token.partition(":")[0] in ("endpoint", "delivery", "profile")
