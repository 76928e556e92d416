"""What a scheme needs and brings, and who brings or needs it on that day, the cheapest first."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from calculator import formats
from calculator.prices.asked import Asked
from calculator.prices.entries import tell_price
from calculator.prices.words import is_of_the_fleet, only_for, unit_price
from pricing.engine.findings import scheme_words, token_words
from pricing.engine.market import Market, Scheme
from pricing.engine.vocabulary import DELIVERIES, GOALS

SHOWN = 3


@dataclass(frozen=True)
class Link:
    """Another scheme, with what it costs."""

    name: str
    address: str
    price: str
    is_recalled: bool = False


@dataclass(frozen=True)
class Group:
    """Schemes that stand to a token in one way: the first few, and where all of them are listed."""

    label: str
    links: list[Link]
    more: str
    address: str


@dataclass(frozen=True)
class Token:
    """Something that is needed or brought."""

    words: str
    goals: str = ""
    groups: list[Group] = field(default_factory=list)
    none: str = ""


def show_needed(token: str, asked: Asked, market: Market | None) -> Token:
    """What is needed, and who brings it."""
    if is_of_the_fleet(token):
        return Token(only_for(token))
    words = token_words(token)
    if market is None or token.startswith("desk:"):  # the fleet says what stands on a desk
        return Token(words)
    found = market.providers.get(token, [])
    if not found:
        return Token(words, none="Nothing on sale that day brings it.")
    return Token(
        words,
        groups=_make_groups("Brought by", found, set(DELIVERIES), asked, market, brings=token),
    )


def list_brought(scheme: Scheme, asked: Asked, market: Market | None) -> list[Token]:
    """What is brought, who needs it, and who else brings it.

    What stands in one delivery alone serves nobody elsewhere: all that this delivery does not ask
    for is one line.
    """
    mine = _find_deliveries(scheme)
    is_bound = len(mine) < len(DELIVERIES)
    main = [
        t for t in scheme.provides if not is_bound or any(t in GOALS[delivery] for delivery in mine)
    ]
    tokens = [_show_brought(token, scheme, mine, asked, market) for token in main]
    rest = [token_words(token).removeprefix("a ") for token in scheme.provides if token not in main]
    if rest:
        return [*tokens, Token(f"included: {', '.join(rest)}")]
    return tokens


def _find_deliveries(scheme: Scheme) -> set[str]:
    """The deliveries that a scheme can stand in: what it requires, else all."""
    return {token[9:] for token in scheme.requires if token.startswith("delivery:")} or set(
        DELIVERIES
    )


def _show_brought(
    token: str, scheme: Scheme, mine: set[str], asked: Asked, market: Market | None
) -> Token:
    words = token_words(token)
    if market is None:
        return Token(words)
    asking = {delivery for delivery in mine if token in GOALS[delivery]}
    needing = market.requirers.get(token, [])
    others = [other for other in market.providers.get(token, []) if other is not scheme]
    goals = ""
    if asking:
        goals = f"which {formats.listed([DELIVERIES[d] for d in DELIVERIES if d in asking])} need"
    near = asking or mine
    groups = _make_groups("Needed by", needing, near, asked, market, needs=token)
    none = "Nothing on sale that day asks for it."
    if groups or goals:
        none = ""
    return Token(
        words,
        goals,
        groups + _make_groups("Also brought by", others, near, asked, market, brings=token),
        none,
    )


def _make_groups(
    label: str,
    found: list[Scheme],
    deliveries: set[str],
    asked: Asked,
    market: Market,
    **wanted: str,
) -> list[Group]:
    """The cheapest few that can stand in these deliveries, and the list of all; nothing where there
    are none.

    The list has no number beside it where it holds more than fit here.
    """
    prices = market.prices
    fitting = [scheme for scheme in found if _find_deliveries(scheme) & deliveries]
    cheapest = sorted(
        fitting, key=lambda s: (unit_price(s, prices[s.id].amount or Decimal(0)), s.name)
    )
    if len(cheapest) <= SHOWN + 1:
        shown = cheapest
    else:
        shown = cheapest[:SHOWN]
    rest = len(cheapest) - len(shown)
    of_day = asked.open_day()
    links = [link_to(scheme, asked, market) for scheme in shown]
    more = ""
    if rest and len(fitting) == len(found):
        more = f"{rest} more"
    elif rest:
        more = "all in the list"
    if links:
        return [Group(label, links, more, of_day.address(sale="on", **wanted))]
    return []


def link_to(scheme: Scheme, asked: Asked, market: Market | None) -> Link:
    """A scheme's page, with its price on the day or when it is sold."""
    price = None
    if market:
        price = market.price(scheme.id)
    words = ""
    if market is not None:
        symbol = formats.symbol(market.catalogue.currency)
        if price:
            words = tell_price(scheme, price, symbol)
        else:
            words = formats.with_days(market.when_sold(scheme.id))
    is_recalled = price is not None and price.confidence == "recalled"
    return Link(scheme_words(scheme), f"/prices/{scheme.id}/{asked.of_day}", words, is_recalled)
