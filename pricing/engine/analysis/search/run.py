"""A search from its question to its rows.

One way to deliver goes after the other, so that it can be shown and stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, product
from math import inf, prod
from typing import NamedTuple

from ...answer import ScenarioAnswer, answer
from ...document import Question, Scenario, hypervisors_of
from ...faults import Fault, Faults
from ...work import AMOUNTS_OF_A_STEP, AMOUNTS_OF_A_WAY, announce
from .best import Found, drop_twins, parts_of, rank_rows
from .graph import Graph
from .layers import space_of
from .rules import REASONS, Rules
from .space import (
    ALIKE,
    BY_DELIVERY,
    EACH,
    PARTLY,
    PROPORTIONAL,
    Part,
    Space,
    TooLarge,
    frame_of,
    scenario_of,
    stack_of,
)
from .tables import tables_of
from .wishes import Wish

MOST_BEST = 100
MOST_WAYS = 4096
MOST_TWINS = 2_000  # looked at for rows that groups without desktops do not tell apart


@dataclass(frozen=True)
class Asked:
    """What is to be found: deliveries that each group may have, wishes, how many, whether twins are
    folded.

    A group that is left out has none: it is given what the first of the others is.
    """

    deliveries: tuple[tuple[str, ...], ...]
    wishes: tuple[Wish, ...] = ()
    best: int = 10
    folded: bool = False

    @property
    def contradictory(self) -> list[str]:
        """What must and must not be there: no stack meets both wishes."""
        unwished = {wish.text for wish in self.wishes if not wish.must}
        return [wish.text for wish in self.wishes if wish.must and wish.text in unwished]

    @cached_property
    def ways(self) -> list[tuple[str, ...]]:
        """Every way to give each group one of its deliveries.

        Raises `Faults` where there are too many.
        """
        searched = [some for some in self.deliveries if some]
        ways = prod(map(len, searched))
        if ways > MOST_WAYS:
            words = f"may be combined in up to {MOST_WAYS:,} ways; leave fewer to some groups"
            raise Faults([Fault("deliveries", f"{ways:,} ways to deliver", words)])
        return [self._fill(way) for way in product(*searched)]

    def _fill(self, way: tuple[str, ...]) -> tuple[str, ...]:
        """A delivery for every group, of those for the groups that are not left out."""
        rest = iter(way)
        return tuple(next(rest) if some else way[0] for some in self.deliveries)


class Counts(NamedTuple):
    """How many combinations there were: ruled out by each wish, by each of `REASONS`, and left to
    be priced.
    """

    combinations: int
    by_wish: tuple[int, ...]
    by_rule: tuple[int, ...]
    left: int

    def __add__(self, other: object) -> Counts:
        """The sum of two."""
        assert isinstance(other, Counts)
        return Counts(
            self.combinations + other.combinations,
            tuple(a + b for a, b in zip(self.by_wish, other.by_wish, strict=True)),
            tuple(a + b for a, b in zip(self.by_rule, other.by_rule, strict=True)),
            self.left + other.left,
        )


class Progress(NamedTuple):
    """How far a search has come: ways to deliver that were looked at, the best of them, their
    counts, how finely groups were told apart where that was least, and how many steps it took.
    """

    looked_at: int
    found: tuple[Found, ...]
    counts: Counts
    fineness: int = EACH
    steps: int = 0


class Ranked(NamedTuple):
    """One of the cheapest stacks, priced in full; `alike`: how many stacks it is the cheapest of,
    itself among them.
    """

    scenario: Scenario
    answer: ScenarioAnswer
    alike: int

    @property
    def total(self) -> int:
        """Cents over the horizon."""
        assert self.answer.figures is not None
        return self.answer.figures.tco


class Forgotten(Faults):
    """A stack priced in full costs other than the sum of its parts, or breaks a rule: a coupling
    was forgotten.

    A fault to people, for no answer is better than a wrong one.
    """

    def __init__(self, ids: str, words: str) -> None:
        said = (
            "does not cost in full what its parts do, or breaks a rule: compare it as a scenario "
            "instead"
        )
        super().__init__([Fault("deliveries", f"a way whose stack ({ids})", said)])
        self.words = f"{ids}: {words}"

    def __str__(self) -> str:
        return self.words


def search(question: Question, asked: Asked) -> tuple[list[Ranked], Counts]:
    """The best stacks of all that are on sale, and why the others are none.

    Raises `Faults` where it is too large.
    """
    *_, last = searching(question, asked)
    return rows_of(question, asked, last.found), last.counts


def begin(asked: Asked) -> Progress:
    """Nothing has been looked at."""
    return Progress(0, (), Counts(0, (0,) * len(asked.wishes), (0,) * len(REASONS), 0))


def searching(
    question: Question, asked: Asked, since: Progress | None = None
) -> Iterator[Progress]:
    """The search in steps, one for each way to deliver, from where it stands on."""
    progress = since or begin(asked)
    for way in range(progress.looked_at, len(asked.ways)):
        worst = inf
        if len(progress.found) == asked.best:
            worst = progress.found[-1].total
        announce(AMOUNTS_OF_A_WAY)
        seen, fineness = _look(question, asked, way, worst)
        announce(AMOUNTS_OF_A_STEP * seen.steps)
        best = tuple(sorted([*progress.found, *seen.found])[: asked.best])
        finest = max(progress.fineness, fineness)
        progress = Progress(
            way + 1, best, progress.counts + seen.counts, finest, progress.steps + seen.steps
        )
        yield progress


class _Seen(NamedTuple):
    """The best of one way to deliver below the worst that is kept, the counts of all its
    combinations, and how many steps that took.
    """

    found: list[Found]
    counts: Counts
    steps: int


def _look(question: Question, asked: Asked, way: int, worst: float) -> tuple[_Seen, int]:
    """One way to deliver, and how finely groups were told apart."""
    kinds = [
        len(frame_of(question, asked.ways[way], fineness).kinds)
        for fineness in (EACH, PROPORTIONAL)
    ]
    tried = [EACH, PARTLY, *([PROPORTIONAL] if kinds[1] < kinds[0] else []), ALIKE]
    for fineness in tried:
        try:
            return _look_at(question, asked, way, fineness, worst), fineness
        except TooLarge:
            continue
    return _look_at(question, asked, way, BY_DELIVERY, worst), BY_DELIVERY


def _look_at(question: Question, asked: Asked, way: int, fineness: int, worst: float) -> _Seen:
    space = space_of(question, asked.ways[way], asked.wishes, fineness)
    rules = Rules(space, asked.wishes)
    graph = Graph(space, rules, tables_of(question, space, rules))
    wishes = len(asked.wishes)
    counts = Counts(
        space.combinations, tuple(graph.counts[:wishes]), tuple(graph.counts[wishes:]), graph.left
    )
    ranked = rank_rows(graph, way, fineness, asked.folded, worst)
    desktops = [sum(question.fleet[g].desktops for g in kind.groups) for kind in space.kinds]
    empty = frozenset(place for place, many in enumerate(desktops) if not many)
    if 0 < len(empty) < len(space.kinds):
        ranked = drop_twins(space, islice(ranked, MOST_TWINS), empty)
    found = list(islice(ranked, asked.best))
    return _Seen(found, counts, graph.many_steps)


def rows_of(question: Question, asked: Asked, found: Sequence[Found]) -> list[Ranked]:
    """Rows by the engine itself; each must cost what its parts cost together, to the cent, and
    break no rule.
    """
    if not found:
        return []
    spaces = {
        (way, fineness): space_of(question, asked.ways[way], asked.wishes, fineness)
        for way, fineness in {(each.way, each.fineness) for each in found}
    }
    scenarios = [_make_scenario(question, spaces[each.way, each.fineness], each) for each in found]
    answers = answer(replace(question, scenarios=tuple(scenarios))).scenarios
    for each, priced in zip(found, answers, strict=True):
        if (
            priced.findings
            or priced.figures is None
            or abs(priced.figures.tco - each.total * 100) > 0.6
        ):
            ids = ", ".join(entry.scheme.id for entry in priced.scenario.stack)
            raise Forgotten(
                ids, f"{priced.figures and priced.figures.tco} is not {each.total * 100:.4f} cents"
            )
    return [Ranked(s, a, each.alike) for s, a, each in zip(scenarios, answers, found, strict=True)]


def _make_scenario(question: Question, space: Space, found: Found) -> Scenario:
    server = space.servers[found.path[0]]
    parts: tuple[Part, ...] = parts_of(space, found.path)
    stack = stack_of(space, server, parts)
    return scenario_of(question, space, stack, hypervisors_of(stack, space.deliveries), server)
