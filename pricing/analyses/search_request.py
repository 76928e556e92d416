"""What a search for the cheapest stack is asked, from every door, read with its faults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..engine.analysis.search.run import MOST_BEST, Asked
from ..engine.analysis.search.wishes import MOST_WISHES, Wish, read_wish
from ..engine.document import Question
from ..engine.faults import Fault, holds, make_fault, name_hint, shown_name
from ..engine.fields import Field
from ..engine.market import list_provided
from ..engine.plain_values import PlainReader
from ..engine.vocabulary import DELIVERIES, GOALS

BEST = 10
KEYS = ("document", "deliveries", "wishes", "best", "fold")


def read_asked(
    question: Question, value: Mapping[str, Any], faults: list[Fault], most_best: int = MOST_BEST
) -> Asked:
    """What a search asks of a question; what is wrong is added to the faults."""
    lacking = {price.currency for price in question.market.unconverted_prices.values()}
    if lacking:
        faults.extend(_list_lacking(question, lacking))
    elif not question.market.prices:
        day = question.price_date.isoformat()
        faults.append(Fault("document.price_date", day, "is a day on which nothing is on sale"))
    deliveries = _read_deliveries(question, value.get("deliveries", {}), faults)
    wishes = _read_wishes(question, value.get("wishes", {}), faults)
    reader = PlainReader()
    best = reader.count(value.get("best", BEST), "best", Field("count", low=1, high=most_best))
    fold = reader.flag(value.get("fold", False), "fold", Field("flag"))
    faults.extend(reader.faults)
    return Asked(deliveries, wishes, best or BEST, fold is True)


def _list_lacking(question: Question, currencies: Iterable[str]) -> Iterator[Fault]:
    """What no rate of the day converts would be left out of the search without a word."""
    for code in sorted(currencies):
        words = question.market.tell_missing_rate(code)
        day = question.price_date.isoformat()
        yield Fault("document.price_date", day, words, lacks_rate_of=code)


def list_served(question: Question) -> tuple[str, ...]:
    """The deliveries of which everything that they need is sold that day."""
    brought = list_provided(_find_scheme(question, name) for name in question.market.prices)
    owned: set[str] = set().union(*(group.entitlements for group in question.fleet))
    return tuple(delivery for delivery, goals in GOALS.items() if {*goals} <= brought | owned)


def list_left_out(question: Question) -> list[int]:
    """The groups that have no desktops, where others have some."""
    empty = [place for place, group in enumerate(question.fleet) if not group.desktops]
    if len(empty) == len(question.fleet):
        return []
    return empty


def list_usual(question: Question, place: int) -> tuple[str, ...]:
    """What a group may have unless said: a virtual desktop where each user has one; who shares, all
    that are served.
    """
    every = list_served(question)
    if "vdi" in every and not question.fleet[place].pooled:
        return ("vdi",)
    return every


def _find_scheme(question: Question, scheme: str) -> Any:
    return question.market.catalogue.schemes[scheme]


def _read_deliveries(
    question: Question, given: Any, faults: list[Fault]
) -> tuple[tuple[str, ...], ...]:
    """Those that each group may have; a group that is not named may have what is usual for it, and
    one without desktops is left out, where others have some.
    """
    if not isinstance(given, dict):
        faults.append(
            Fault(
                "deliveries", holds(given), "may hold an object: group name -> list of deliveries"
            )
        )
        return ()
    names = [group.name for group in question.fleet]
    left_out = list_left_out(question)
    for name in given:
        if name not in names:
            path = f"deliveries.{shown_name(name)}"
            faults.append(
                make_fault(path, holds(name), "there is no such group", name_hint(name, names))
            )
    result = []
    for place, name in enumerate(names):
        if name in given:
            some = given[name]
        else:
            some = list(list_usual(question, place))
        path = f"deliveries.{shown_name(name)}"
        if not isinstance(some, list) or not some:
            faults.append(
                Fault(path, holds(some), f"may hold a list with some of {', '.join(DELIVERIES)}")
            )
            continue
        for number, delivery in enumerate(some):
            if not isinstance(delivery, str) or delivery not in DELIVERIES:
                words = f"may be one of {', '.join(DELIVERIES)}"
                hint = name_hint(str(delivery), DELIVERIES)
                faults.append(make_fault(f"{path}[{number}]", holds(delivery), words, hint))
        result.append(tuple(d for d in DELIVERIES if d in some and place not in left_out))
    return tuple(result)


def _read_wishes(question: Question, given: Any, faults: list[Fault]) -> tuple[Wish, ...]:
    """The wishes in their order, those that must be first."""
    if not isinstance(given, dict):
        faults.append(
            Fault("wishes", holds(given), "may hold an object with the lists must and must_not")
        )
        return ()
    for key in given:
        if key not in ("must", "must_not"):
            path = f"wishes.{shown_name(key)}"
            faults.append(
                make_fault(path, "", "is not known", name_hint(key, ("must", "must_not")))
            )
    wishes: list[Wish] = []
    for key in ("must", "must_not"):
        texts = given.get(key, [])
        if not isinstance(texts, list) or len(texts) > MOST_WISHES:
            if isinstance(texts, list):
                shown = f"{len(texts)} wishes"
            else:
                shown = holds(texts)
            faults.append(
                Fault(f"wishes.{key}", shown, f"may hold a list of up to {MOST_WISHES} texts")
            )
            continue
        for place, text in enumerate(texts):
            path = f"wishes.{key}[{place}]"
            if not isinstance(text, str):
                faults.append(Fault(path, holds(text), "may hold a text"))
                continue
            wish = read_wish(text, key == "must", question.market, path)
            if isinstance(wish, Fault):
                faults.append(wish)
                continue
            wishes.append(wish)
    return tuple(dict.fromkeys(wishes))


def read_named_deliveries(texts: Sequence[str], faults: list[Fault]) -> dict[str, list[str]]:
    """`Group=vdi,session` as the deliveries of a group."""
    result: dict[str, list[str]] = {}
    for text in texts:
        name, equals, some = text.rpartition("=")
        if not equals:
            faults.append(Fault("deliver", holds(text), "may hold GROUP=DELIVERY,DELIVERY"))
            continue
        result[name] = [each.strip() for each in some.split(",")]
    return result
