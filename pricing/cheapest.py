"""The search for the cheapest stack, for every door: what is asked, read with its faults; what was found, as values."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from .comparison import question_of
from .engine.analysis.search.rules import REASONS
from .engine.analysis.search.run import MOST_BEST, Asked, Counts, Progress, Ranked, beginning, rows_of, searching
from .engine.analysis.search.space import EACH, endpoint_for
from .engine.analysis.search.wishes import MOST_WISHES, Wish, read_wish
from .engine.answer_document import money_text
from .engine.document import Question, Scenario
from .engine.faults import Bounds, Fault, Faults, hinted_fault, holds, name_hint, shown_name
from .engine.market import Scheme
from .engine.words import CATEGORIES, DELIVERIES, GOALS, category_of_role

BEST = 10
MOST_SECONDS = 6.0  # of a request that waits for its answer

REASON_WORDS = {
    "conflict": "A scheme does not support another",
    "idle": "A scheme in it does nothing",
    "needs": "A scheme needs another one that is not there",
    "lacking": "A desk would lack a right, a broker, a server or a device",
    "over_maximum": "More users or hosts than a licence or a server allows",
}
LONGEST_NAME = 110
OUTSIDE = (
    "A scheme that needs what nobody sells or owns that day, and one that can only add to a stack, has no part in it.",
    "A role is filled once: for each group by one scheme that is counted by seats, and for all by one that is not.",
    "A scheme that would count nothing, for those whom it serves have no hosts or store nothing, is not taken for its "
    "rights alone.",
    "Numbers are those that are counted: none is typed, nothing is added, and no packs are owned; of several terms the "
    "cheapest is taken.",
    "Hosts of one kind run one hypervisor: the scheme that sizes them serves all groups on them.",
    "Disks for what runs on hosts, and in the cloud a disk for each machine and a store for profiles, are never left "
    "out, where they are sold.",
    "A plan for frontline workers is left to groups that share their devices, or own the token frontline_workers.",
    "Groups keep their own devices and what they own, and the roles of a stack stand in one order.",
)
TAKEN_TOGETHER = (
    "There is too much to tell every group apart here: those that are alike to the licence rules took the same "
    "schemes where packs, tiers or limits reach over groups, or else throughout; where that was too much still, all "
    "that are delivered alike took the same of those."
)
KEYS = ("document", "deliveries", "wishes", "best", "fold")


def read_search(value: Any) -> tuple[Question, Asked]:
    """The question and the search of a request's plain value. Raises `Faults`, each by its field's path."""
    if not isinstance(value, dict):
        raise Faults([Fault("", holds(value), "may hold an object")])
    unknown = [key for key in value if key not in KEYS]
    faults = [hinted_fault(shown_name(key), "", "is not known", name_hint(key, KEYS)) for key in unknown]
    try:
        question = question_of(value.get("document"))
    except Faults as found:
        faults += [f._replace(path=".".join(filter(None, ("document", f.path)))) for f in found.faults]
        raise Faults(faults) from None
    asked = asked_of(question, value, faults)
    if faults:
        raise Faults(faults)
    return question, asked


def asked_of(question: Question, value: Mapping[str, Any], faults: list[Fault]) -> Asked:
    """What a search asks of a question; what is wrong is added to the faults."""
    if not question.market.prices:
        day = question.price_date.isoformat()
        faults.append(Fault("document.price_date", day, "is a day on which nothing is on sale"))
    deliveries = _deliveries(question, value.get("deliveries", {}), faults)
    wishes = _wishes(question, value.get("wishes", {}), faults)
    best = value.get("best", BEST)
    number = 0
    if str(best).isascii() and str(best).isdecimal() and len(str(best)) < 9:
        number = int(str(best))
    if isinstance(best, bool) or not 1 <= number <= MOST_BEST:
        words = f"may hold a whole number from 1 to {MOST_BEST}"
        faults.append(Fault("best", holds(best), words, bounds=Bounds(Decimal(1), Decimal(MOST_BEST))))
    fold = value.get("fold", False)
    if not isinstance(fold, bool):
        faults.append(Fault("fold", holds(fold), "may hold true or false"))
    return Asked(deliveries, wishes, number or BEST, fold is True)


def served(question: Question) -> tuple[str, ...]:
    """The deliveries of which everything that they need is sold that day."""
    brought = {token for scheme in question.market.prices for token in _scheme(question, scheme).provides}
    owned = {token for group in question.fleet for token in group.entitlements}
    return tuple(delivery for delivery, goals in GOALS.items() if {*goals} <= brought | owned)


def usual(question: Question, place: int) -> tuple[str, ...]:
    """What a group may have unless said: a virtual desktop where each user has one; who shares, all that are served."""
    every = served(question)
    if "vdi" in every and not question.fleet[place].pooled:
        return ("vdi",)
    return every


def _scheme(question: Question, scheme: str) -> Any:
    return question.market.catalogue.schemes[scheme]


def _deliveries(question: Question, given: Any, faults: list[Fault]) -> tuple[tuple[str, ...], ...]:
    """Those that each group may have; a group that is not named may have what is usual for it."""
    if not isinstance(given, dict):
        faults.append(Fault("deliveries", holds(given), "may hold an object: group name -> list of deliveries"))
        return ()
    names = [group.name for group in question.fleet]
    for name in given:
        if name not in names:
            path = f"deliveries.{shown_name(name)}"
            faults.append(hinted_fault(path, holds(name), "there is no such group", name_hint(name, names)))
    result = []
    for place, name in enumerate(names):
        if name in given:
            some = given[name]
        else:
            some = list(usual(question, place))
        path = f"deliveries.{shown_name(name)}"
        if not isinstance(some, list) or not some:
            faults.append(Fault(path, holds(some), f"may hold a list with some of {', '.join(DELIVERIES)}"))
            continue
        for number, delivery in enumerate(some):
            if not isinstance(delivery, str) or delivery not in DELIVERIES:
                words = f"may be one of {', '.join(DELIVERIES)}"
                hint = name_hint(str(delivery), DELIVERIES)
                faults.append(hinted_fault(f"{path}[{number}]", holds(delivery), words, hint))
        result.append(tuple(d for d in DELIVERIES if d in some))
    return tuple(result)


def _wishes(question: Question, given: Any, faults: list[Fault]) -> tuple[Wish, ...]:
    """The wishes in their order, those that must be first."""
    if not isinstance(given, dict):
        faults.append(Fault("wishes", holds(given), "may hold an object with the lists must and must_not"))
        return ()
    for key in given:
        if key not in ("must", "must_not"):
            path = f"wishes.{shown_name(key)}"
            faults.append(hinted_fault(path, "", "is not known", name_hint(key, ("must", "must_not"))))
    wishes: dict[tuple[str, str], Wish] = {}
    for key in ("must", "must_not"):
        texts = given.get(key, [])
        if not isinstance(texts, list) or len(texts) > MOST_WISHES:
            if isinstance(texts, list):
                shown = f"{len(texts)} wishes"
            else:
                shown = holds(texts)
            faults.append(Fault(f"wishes.{key}", shown, f"may hold a list of up to {MOST_WISHES} texts"))
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
            if wishes.setdefault((wish.kind, wish.name), wish).must != wish.must:
                faults.append(Fault(path, holds(text), "must be there by another wish; drop one of the two"))
    return tuple(wishes.values())


def searched_within(question: Question, asked: Asked, seconds: float) -> Progress:
    """The whole search, or `Faults` that name the limit where it would take longer."""
    ends = time.monotonic() + seconds
    progress = beginning(asked)
    for progress in searching(question, asked):
        if time.monotonic() > ends and progress.looked_at < len(asked.ways):
            words = (
                f"{progress.looked_at} could be looked at in {seconds:.0f} seconds, the longest that an answer may take"
            )
            raise Faults(
                [Fault("deliveries", f"{len(asked.ways):,} ways to deliver", f"{words}; leave fewer to some groups")]
            )
    return progress


def search_json(question: Question, asked: Asked, progress: Progress) -> str:
    """What was found in one line of ASCII: the same bytes at every door."""
    return json.dumps(search_document(question, asked, progress), allow_nan=False)


def search_document(question: Question, asked: Asked, progress: Progress) -> dict[str, Any]:
    """What was found, as plain JSON values: money as text, counts as whole numbers that sum."""
    rows = rows_of(question, asked, progress.found)
    return {
        "currency": question.market.catalogue.currency,
        "ways_to_deliver": len(asked.ways),
        "looked_at": progress.looked_at,
        "combinations": progress.counts.combinations,
        "ruled_out": [
            {"reason": reason, "wish": wish, "combinations": many}
            for reason, wish, many in ruled_out(asked, progress.counts)
        ],
        "left": progress.counts.left,
        "priced_in_full": len(rows),
        "stacks": [_stack(question, row, rows[0], rank) for rank, row in enumerate(rows, start=1)],
    }


def ruled_out(asked: Asked, counts: Counts) -> Iterator[tuple[str, str | None, int]]:
    """Why combinations were ruled out, in the order in which each was counted once: (reason, wish, how many)."""
    for wish, many in zip(asked.wishes, counts.by_wish, strict=True):
        yield "must" if wish.must else "must_not", wish.text, many
    for reason, many in zip(REASONS, counts.by_rule, strict=True):
        yield reason, None, many


def why(question: Question, row: Ranked, first: Ranked) -> dict[str, int]:
    """What a row costs more or less than the first, in cents over the horizon by category; it sums to the difference.

    Categories are rounded one by one, so what is left of a cent stands with the largest.
    """
    own, best = row.answer.figures, first.answer.figures
    assert own is not None
    assert best is not None
    counted = [name for name in CATEGORIES if name != "users_time" or question.include_indirect]
    result = {
        name: (own.categories[name].all_horizon if name in own.categories else 0)
        - (best.categories[name].all_horizon if name in best.categories else 0)
        for name in counted
    }
    result = {name: cents for name, cents in result.items() if cents}
    rest = row.total - first.total - sum(result.values())
    if rest and result:
        result[max(result, key=lambda name: abs(result[name]))] += rest
    return result


def licences_say(row: Ranked) -> list[Scheme]:
    """The licences of a row whose rule has a note, in the order of its stack."""
    return [
        entry.scheme
        for entry in row.scenario.stack
        if entry.scheme.rule_note and category_of_role(entry.scheme.role) not in ("devices", "servers_storage")
    ]


def _stack(question: Question, row: Ranked, first: Ranked, rank: int) -> dict[str, Any]:
    figures = row.answer.figures
    assert figures is not None
    return {
        "rank": rank,
        "tco": money_text(row.total),
        "tco_per_desktop_month": money_text(figures.tco_per_desktop_month),
        "more_than_first": money_text(row.total - first.total),
        "why": {name: money_text(cents) for name, cents in why(question, row, first).items()},
        "alike": row.alike,
        "hosts": row.answer.hosts,
        "licences_say": {scheme.id: scheme.rule_note for scheme in licences_say(row)},
        "scenario": scenario_document(question, row),
    }


def scenario_document(question: Question, row: Ranked, name: str = "") -> dict[str, Any]:
    """A row as a scenario of the comparison's document, which costs there what it costs here."""
    scenario = row.scenario
    names = [group.name for group in question.fleet]
    deliveries = {n: d for n, d in zip(names, scenario.deliveries, strict=True) if d != scenario.delivery}
    endpoints = {
        group.name: endpoint_for(group.endpoint, delivery)
        for group, delivery in zip(question.fleet, scenario.deliveries, strict=True)
        if endpoint_for(group.endpoint, delivery) != group.endpoint
    }
    in_stack = {entry.scheme.id for entry in scenario.stack}
    vendors = {entry.scheme.vendor for entry in scenario.stack}
    discounts = {n: f"{v:f}" for n, v in scenario.discounts.items() if n in in_stack | vendors | {"*"}}
    document: dict[str, Any] = {
        "name": name or stack_name(row.scenario),
        "delivery": scenario.delivery,
        "stack": [
            entry.scheme.id
            if entry.serves_all
            else {"scheme": entry.scheme.id, "groups": [names[place] for place in entry.groups]}
            for entry in scenario.stack
        ],
    }
    prices = {n: _number(v) for n, v in scenario.prices.items() if n in in_stack}
    for key, own in (
        ("deliveries", deliveries),
        ("endpoints", endpoints),
        ("discounts", discounts),
        ("prices", prices),
    ):
        if own:
            document[key] = own
    return document


def _number(value: Any) -> Any:
    if hasattr(value, "mode"):
        return {"low": f"{value.low:f}", "mode": f"{value.mode:f}", "high": f"{value.high:f}"}
    return f"{value:f}"


def stack_name(scenario: Scenario) -> str:
    """What people may call a stack, on a page, in a file and as a scenario: by what gives the virtual desktops, else
    by what there is."""
    ways = scenario.deliveries
    named = [
        (not any(ways[place] == "vdi" for place in entry.groups), place, entry.scheme.name)
        for place, role in enumerate(("hypervisor", "broker", "cloud_desktop", "cloud_compute"))
        for entry in scenario.stack
        if entry.scheme.role == role
    ]
    first = {each[1]: each for each in sorted(named, reverse=True)}  # of each role, that of virtual desktops
    words = " with ".join(name for _, _, name in sorted(first.values())[:2])
    words = words or " and ".join(dict.fromkeys(DELIVERIES[way] for way in ways))
    words = words[:1].upper() + words[1:]
    if len(words) <= LONGEST_NAME:
        return words
    return f"{words[: LONGEST_NAME - 1].rstrip()}…"


def every_combination(question: Question) -> str:
    """What a search looks at, in words: how many combinations that makes convinces nobody."""
    number = len(question.market.prices)
    if number != 1:
        return f"every combination of the {number:,} schemes on sale"
    return "the one scheme on sale"


def outside(progress: Progress) -> list[str]:
    """What a search leaves out, in a sentence each; last, what it took together where it had to."""
    return [*OUTSIDE, *([TAKEN_TOGETHER] if progress.fineness != EACH else [])]


def named_deliveries(texts: Sequence[str], faults: list[Fault]) -> dict[str, list[str]]:
    """`Group=vdi,session` as the deliveries of a group."""
    result: dict[str, list[str]] = {}
    for text in texts:
        name, equals, some = text.rpartition("=")
        if not equals:
            faults.append(Fault("deliver", holds(text), "may hold GROUP=DELIVERY,DELIVERY"))
            continue
        result[name] = [each.strip() for each in some.split(",")]
    return result
