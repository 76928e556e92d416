"""The look that finds the cheapest stack: its choices, its ranks, what was ruled out, and how far it has come.

A search longer than a moment goes on from request to request: what has been found so far travels
in the address (`since`), signed, so that any process may go on, and who stops asking has cancelled.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.core import signing
from django.http import QueryDict

from calculator import formats
from calculator.looks.cheapest.ranks import alike_in_all, columns_of, figure_of, heads_of, rows_shown
from calculator.parts.sentence import Sentence
from calculator.question import address
from calculator.question.fields import Choice
from calculator.question.state import State
from pricing.analyses.search import list_noted_licences, list_ruled_out, write_scenario
from pricing.analyses.search_request import list_served, list_usual, read_asked
from pricing.analyses.search_text import REASON_WORDS, tell_combinations, tell_outside
from pricing.engine.analysis.search.ranking import Found
from pricing.engine.analysis.search.run import Asked, Counts, Progress, Ranked, begin, rows_of, searching
from pricing.engine.analysis.search.wishes import Wish, known_names
from pricing.engine.document import Question, Scenario
from pricing.engine.faults import Bounds, Fault, Faults, holds
from pricing.engine.fields import SHAPES
from pricing.engine.findings import token_words
from pricing.engine.words import DELIVERIES, ROLES
from pricing.market import price_lists

PATH = "/cheapest"
NAMES = ("give", "must", "must_not", "storage", "best", "alike")
SECONDS_A_STEP = 1.0
MOST_BEST = 25  # their places must fit into an address
BEST = 10
STORAGE = Wish(True, "role", "storage")


@dataclass(frozen=True)
class RuledOut:
    """Combinations that were ruled out for one reason: words, an example, whose it is, share, and the width of a
    bar in per cent."""

    words: str
    such_as: str
    kind: str
    share: str
    width: str


def results(state: State, parameters: QueryDict) -> Mapping[str, Any]:
    """Everything that the template shows. Raises `Faults` of what was wished."""
    assert state.answer is not None
    question = state.answer.question
    asked = _asked(question, parameters)
    progress = _since(state, asked, parameters)
    stopped = "stop" in parameters
    if not stopped:
        progress = _gone_on(question, asked, progress)
    is_done = progress.looked_at == len(asked.ways)
    ranked = rows_of(question, asked, progress.found)
    shown = rows_shown(question, ranked)
    here = _changed(state, parameters)
    since = signing.dumps(_packed(state, asked, progress), compress=True)
    return {
        "sentence": _sentence(state, ranked, asked, progress, is_done),
        "listed": [(row, *_taken_over(state, each)) for row, each in zip(shown, ranked, strict=True)],
        "heads": heads_of(columns_of(question, ranked)[0]) if ranked else [],
        "alike": alike_in_all(question, ranked),
        "recalled": any(cell.is_recalled for row in shown for cell in row.cells),
        "unfolded": _changed(state, parameters, "alike", "all"),
        "refolded": _changed(state, parameters, "alike", ""),
        "is_done": is_done,
        "stopped": stopped and not is_done,
        "looked_at": progress.looked_at,
        "ways": len(asked.ways),
        "goes_on": f"{here}&since={since}",
        "stops": f"{here}&since={since}&stop=1",
        "files": f"{here.partition('?')[2]}&since={since}" + ("&stop=1" if stopped else ""),
        "licences_say": [(scheme.name, scheme.rule_note) for scheme in list_noted_licences(ranked[0])]
        if ranked
        else [],
        "ruled_out": list(_ruled_out(question, asked, progress.counts)),
        "every_combination": tell_combinations(question),
        "outside": tell_outside(progress),
        "left_share": formats.share(progress.counts.left, progress.counts.combinations or 1),
        "folded": asked.folded,
        "price_list": _list_name(question),
        "prices_of": formats.day(question.price_date),
        "unit": _unit(state),
    }


def _list_name(question: Question) -> str:
    names = {row.id: row.name for row in price_lists()}
    return names.get(question.price_list or "", question.price_list or "the document's own list")


def found_by(state: State, parameters: QueryDict) -> tuple[Question, Asked, Progress]:
    """The whole search of an address, for its files: from where the page stood on. Raises `Faults`."""
    assert state.answer is not None
    question = state.answer.question
    asked = _asked(question, parameters)
    progress = _since(state, asked, parameters)
    if "stop" not in parameters:
        progress = _gone_on(question, asked, progress, seconds=8.0)
    return question, asked, progress


def _asked(question: Question, parameters: QueryDict) -> Asked:
    """What the address asks; each group that it gives nothing may have what is usual for it."""
    faults: list[Fault] = []
    given = _given(question, parameters, faults)
    value: dict[str, Any] = {
        "deliveries": given,
        "wishes": {"must": _texts(parameters, "must"), "must_not": _texts(parameters, "must_not")},
        "best": parameters.get("best") or BEST,
    }
    asked = read_asked(question, value, faults)
    wrong = [fault for fault in faults if fault.path == "best"]
    if wrong or asked.best > MOST_BEST:
        faults = [fault for fault in faults if fault not in wrong]
        words = f"may hold a whole number from 1 to {MOST_BEST}"
        bounds = Bounds(Decimal(1), Decimal(MOST_BEST))
        faults.append(Fault("best", holds(value["best"]), words, bounds=bounds))
    if faults:
        raise Faults(fault._replace(path=_field_of(fault.path)) for fault in faults)
    hosted = any(delivery in ("vdi", "session") for some in asked.deliveries for delivery in some)
    sold = any(question.market.catalogue.schemes[name].role == "storage" for name in question.market.prices)
    wishes = asked.wishes
    if hosted and sold and parameters.get("storage") != "any" and STORAGE not in wishes:
        wishes = (STORAGE, *wishes)
    return replace(asked, wishes=wishes, folded=parameters.get("alike") != "all")


def _field_of(path: str) -> str:
    """The field of the form that a path of the search means."""
    if path.startswith("wishes."):
        return path.removeprefix("wishes.").partition("[")[0]
    if path.startswith(("deliveries", "give")):
        return "give"
    return path.removeprefix("document.")


def _texts(parameters: QueryDict, name: str) -> list[str]:
    return list(dict.fromkeys(text for text in parameters.getlist(name) if text))


def _given(question: Question, parameters: QueryDict, faults: list[Fault]) -> dict[str, list[str]]:
    """The deliveries that each group may have: `give=1.vdi` for the second group."""
    given: dict[str, list[str]] = {}
    texts = _texts(parameters, "give")
    for place, group in enumerate(question.fleet):
        own = [text.partition(".")[2] for text in texts if text.partition(".")[0] == str(place)]
        given[group.name] = own if texts else list(list_usual(question, place))
        if texts and not own:
            faults.append(Fault(f"give.{place}", "", f"{group.name}: choose one delivery at least"))
            given[group.name] = list(list_usual(question, place))
    return given


def _gone_on(question: Question, asked: Asked, progress: Progress, seconds: float | None = None) -> Progress:
    """As far as a step goes; one way to deliver at least."""
    ends = time.monotonic() + (SECONDS_A_STEP if seconds is None else seconds)
    steps = searching(question, asked, progress)
    while progress.looked_at < len(asked.ways):
        progress = next(steps)
        if time.monotonic() > ends:
            break
    return progress


def _key(state: State, asked: Asked) -> str:
    """What was asked, so that what was found for one question is not taken for another's."""
    said = repr((state.document, [w.text for w in asked.wishes], [w.must for w in asked.wishes], asked.deliveries))
    version = ()
    if state.answer:
        version = state.answer.question.market.prices.values()
    prices = repr(sorted((p.scheme, str(p.amount), p.tiers) for p in version))
    return hashlib.sha256(f"{said} {prices} {asked.best} {asked.folded}".encode()).hexdigest()[:16]


def _packed(state: State, asked: Asked, progress: Progress) -> list[Any]:
    return [
        _key(state, asked),
        progress.looked_at,
        [[*each] for each in progress.found],
        progress.counts,
        progress.fineness,
    ]


def _since(state: State, asked: Asked, parameters: QueryDict) -> Progress:
    """What was found before, where this site wrote it for this very question; else nothing."""
    try:
        key, looked_at, found, counts, fineness = signing.loads(parameters.get("since", ""))
    except (signing.BadSignature, ValueError):
        return begin(asked)
    if key != _key(state, asked):
        return begin(asked)
    rows = tuple(Found(total, way, fine, tuple(path), alike) for total, way, fine, path, alike in found)
    combinations, by_wish, by_rule, left = counts
    return Progress(looked_at, rows, Counts(combinations, tuple(by_wish), tuple(by_rule), left), fineness)


def _unit(state: State) -> str:
    assert state.answer is not None
    per = "in all"
    if any(g.desktops for g in state.answer.question.fleet):
        per = "a desktop a month"
    return f"{formats.currency_name(state.answer.currency)} {per}"


def _figure(state: State, cents_all: int, cents_month: int | None) -> str:
    assert state.answer is not None
    return formats.symbol(state.answer.currency) + formats.money(cents_all if cents_month is None else cents_month)


def _month(row: Ranked) -> int | None:
    assert row.answer.figures is not None
    return row.answer.figures.tco_per_desktop_month


def _sentence(state: State, rows: Sequence[Ranked], asked: Asked, progress: Progress, is_done: bool) -> Sentence:
    """Which stack is cheapest, by how much, and against the cheapest scenario of the comparison."""
    assert state.answer is not None
    if not rows:
        day = formats.day(state.answer.question.price_date)
        if not is_done:
            return Sentence("Nothing has been found so far.")
        more = "Drop a wish, or let a group have another delivery; below stands what ruled the combinations out."
        return Sentence(f"No stack that is on sale on {day} keeps the licence rules and these wishes.", more=more)
    best = rows[0]
    unit = " a desktop a month"
    if _month(best) is None:
        unit = " in all"
    name = rows_shown(state.answer.question, rows)[0].name
    alike = sum(figure_of(row) == figure_of(best) for row in rows)
    which = "the cheapest stack that keeps"
    if alike > 1:
        which = "two or more stacks that keep"
    before = f"{'' if is_done else 'So far '}{which} your wishes{' cost the same' if alike > 1 else ''}: {name}, "
    before = before[:1].upper() + before[1:]
    more = _more(state, rows, asked, is_done)
    return Sentence(before, _figure(state, best.total, _month(best)), f"{unit}.", more)


def _more(state: State, rows: Sequence[Ranked], asked: Asked, is_done: bool) -> str:
    assert state.answer is not None
    best, said = rows[0], []

    def dearer(cents: int, month: int | None) -> str:
        own = _month(best)
        return _figure(state, cents - best.total, None if month is None or own is None else month - own)

    if len(rows) > 1 and figure_of(rows[1]) != figure_of(best):
        said.append(f"{dearer(rows[1].total, _month(rows[1]))} less than the runner-up")
    priced = [s for s in state.answer.scenarios if s.compliant and s.figures is not None]
    cheaper = ""
    if priced:
        least = min(priced, key=lambda s: s.figures.tco if s.figures else 0)
        assert least.figures is not None
        if least.figures.tco > best.total:
            amount = dearer(least.figures.tco, least.figures.tco_per_desktop_month)
            said.append(f"{amount} less than {least.scenario.name}, the cheapest scenario that keeps the rules")
        elif least.figures.tco < best.total:
            own, month = _month(best), least.figures.tco_per_desktop_month
            amount = _figure(
                state, best.total - least.figures.tco, None if own is None or month is None else own - month
            )
            why_not = otherwise(state.answer.question, least.scenario, asked)
            cheaper = f" {least.scenario.name} costs {amount} less, but {why_not}."
        else:
            said.append(f"the same as {least.scenario.name}")
    words = ", ".join(said)
    if words:
        words = f"{words[:1].upper()}{words[1:]}."
    else:
        words = ""
    tail = " A cheaper one may come, for not every way to deliver has been looked at."
    if is_done:
        tail = ""
    return f"{words}{cheaper}{tail}".strip()


def otherwise(question: Question, scenario: Scenario, asked: Asked) -> str:
    """Why a cheaper scenario of the comparison is not among the stacks: what it delivers, or a wish that it lacks."""
    ways: dict[str, list[str]] = {}
    for group, delivery, some in zip(question.fleet, scenario.deliveries, asked.deliveries, strict=True):
        if delivery not in some:
            ways.setdefault(DELIVERIES[delivery], []).append(group.name)
    if ways:
        given = formats.listed([f"{formats.listed(names)} {way}" for way, names in ways.items()])
        return f"gives {given}, which this search leaves out"
    for wish in asked.wishes:
        if any(wish.names(entry.scheme) for entry in scenario.stack) != wish.must:
            return f"{'lacks' if wish.must else 'has'} {_wish_label(question, wish.text)}, against your wishes"
    return "is made up otherwise: of its own numbers, devices or quantities"


def _not_kept(question: Question, reason: str, wish: str) -> str:
    words = _wish_label(question, wish)
    return f"{words[:1].upper()}{words[1:]} is {'missing' if reason == 'must' else 'in it'}"


def _ruled_out(question: Question, asked: Asked, counts: Counts) -> Iterator[RuledOut]:
    """The reasons, that of most combinations first."""
    most = max([*counts.by_wish, *counts.by_rule, 1])
    for reason, wish, many in sorted(list_ruled_out(asked, counts), key=lambda each: -each[2]):
        if wish:
            words = _not_kept(question, reason, wish)
        else:
            words = REASON_WORDS[reason]
        share = formats.share(many, counts.combinations or 1)
        kind, such_as = ("a wish", "") if wish else ("a rule", _SUCH_AS[reason])
        yield RuledOut(words, such_as, kind, share, f"{100 * many / most:.1f}")


_SUCH_AS = {
    "conflict": "such as a broker and a hypervisor that it does not run on",
    "idle": "no desk of those that it is bought for needs it",
    "needs": "such as Hyper-V without a Windows Server",
    "lacking": "the licence rules are not met",
    "over_maximum": "such as an edition for up to 50 users",
}


def _taken_over(state: State, row: Ranked) -> tuple[str, str]:
    """The comparison with a row as one more scenario: its address, else its document; neither where it is full."""
    assert state.answer is not None
    question = state.answer.question
    if len(question.scenarios) >= int(SHAPES["document"]["scenarios"].high or 12):
        return "", ""
    names = {scenario.name.strip().casefold() for scenario in question.scenarios}
    scenario = write_scenario(question, row)
    name, number = scenario["name"], 2
    while scenario["name"].strip().casefold() in names:
        scenario["name"], number = f"{name}, {number}", number + 1
    document = {**state.document, "scenarios": [*state.document["scenarios"], scenario]}
    after = State(state.preset, state.base, document, [], state.answer, state.view)
    if after.fits_an_address:
        return (f"/?{after.link}", "")
    return ("", after.json)


def fields(state: State, parameters: QueryDict) -> Mapping[str, Any]:
    """The choices of the form: deliveries a group, wishes with an address that drops them, what may be wished."""
    choices = {
        "nothing_wished": [Choice("", "add a wish", False)],
        "storages": _options({"": "must be there", "any": "may be left out"}, parameters.get("storage", "")),
        "foldings": _options({"": "folded", "all": "unfolded"}, parameters.get("alike", "")),
        "best_typed": parameters.get("best", ""),
    }
    if state.answer is None:
        return choices | {"groups": [], "wishes": [], "wishable": []}
    question = state.answer.question
    given = _given(question, parameters, [])
    every = list_served(question)
    groups = [
        (
            group.name,
            [(f"{place}.{d}", DELIVERIES[d], d in given[group.name]) for d in every],
        )
        for place, group in enumerate(question.fleet)
    ]
    wishes = [
        (name, text, _wish_label(question, text), _without(state, parameters, name, text))
        for name in ("must", "must_not")
        for text in _texts(parameters, name)
    ]
    return choices | {"groups": groups, "wishes": wishes, "wishable": _wishable(question)}


def _options(labels: Mapping[str, str], typed: str) -> list[Choice]:
    """Choices of which the first stands for nothing typed."""
    return [Choice(value, label, bool(value) and value == typed) for value, label in labels.items()]


def _wish_label(question: Question, text: str) -> str:
    kind, _, name = text.partition(":")
    if kind == "scheme" and name in question.market.catalogue.schemes:
        return question.market.catalogue.schemes[name].name
    if kind == "token":
        return token_words(name)
    if kind == "role":
        return ROLES.get(name, name).lower()
    return name or text


def _changed(state: State, parameters: QueryDict, name: str = "", text: str = "") -> str:
    """The address of this search, with one choice set to another value, or to none."""
    own = [(n, t) for n in NAMES for t in parameters.getlist(n) if t and n != name]
    return _address(state, [*own, (name, text)] if text else own)


def _without(state: State, parameters: QueryDict, name: str, text: str) -> str:
    """The address of this search without one wish."""
    return _address(state, [(n, t) for n in NAMES for t in parameters.getlist(n) if t and (n, t) != (name, text)])


def _address(state: State, own: list[tuple[str, str]]) -> str:
    return f"{PATH}?{state.query}" + (f"&{address.query(own)}" if own else "")


def _wishable(question: Question) -> list[tuple[str, list[Choice]]]:
    """What may be wished for that day, by kind, labels in order."""
    known = known_names(question.market)
    schemes = question.market.catalogue.schemes
    brought = [t for t in known["token"] if not t.startswith(("endpoint:", "delivery:"))]
    choices = {
        "What it brings": [(f"token:{t}", token_words(t)) for t in brought],
        "A role": [(f"role:{r}", ROLES[r]) for r in known["role"]],
        "A vendor": [(f"vendor:{v}", v) for v in known["vendor"]],
        "A scheme": [(f"scheme:{s}", f"{schemes[s].vendor} {schemes[s].name}".strip()) for s in known["scheme"]],
    }
    return [
        (kind, [Choice(value, label, False) for value, label in sorted(some, key=lambda item: item[1].casefold())])
        for kind, some in choices.items()
    ]
