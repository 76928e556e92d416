"""The page of an inventory: groups counted from it, what is left out, what takes it over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, NamedTuple

from django.http import QueryDict

from calculator import formats
from calculator.parameters import list_given_twice, list_not_offered
from calculator.question.address.members import members_of
from calculator.question.state import State, answer_document
from calculator.question.taken_fleet import CountedGroup, take_fleet
from pricing.engine.faults import Fault, Faults, holds
from pricing.inventory.doubts import Doubt
from pricing.inventory.groups import (
    Groups,
    count_groups,
    guess_mapping,
    map_columns,
)
from pricing.inventory.left_out import BLANK, REASONS
from pricing.inventory.programs import ROLES, Program, find_program
from pricing.inventory.reading import Rows, open_rows
from pricing.other_files import refuse_own_table
from pricing.sheets.heads import tell_alike

MOST_GROUPS = ("5", "12", "25", "50")
USUAL_MOST = "12"
COLUMN = "column."
GROUPS_BY = "Groups by"
COLUMNS = ("group", *ROLES)
MAY_COUNT = tuple(reason for reason in REASONS if reason != BLANK)


@dataclass(frozen=True)
class Asked:
    """What the form says of the mapping: nothing of it before a file was read."""

    sheet: str
    has_heads: bool
    columns: Mapping[str, str]
    counted: frozenset[str]
    most: str
    skipped: frozenset[str]
    likes: Mapping[str, str]

    @classmethod
    def of_parameters(cls, parameters: QueryDict) -> Asked:
        """What a form says. Raises `Faults` for what is none of its choices."""
        likes = (each.partition(":") for each in parameters.getlist("like"))
        heads = {
            name.removeprefix(COLUMN): parameters[name]
            for name in parameters
            if name.startswith(COLUMN)
        }
        faults = list_given_twice(parameters, ("sheet", "most"))
        faults += list_not_offered(parameters, {"most": MOST_GROUPS, "count": MAY_COUNT})
        faults += [
            Fault(
                COLUMN + name,
                holds(head),
                f"may be {' or '.join(COLUMN + each for each in COLUMNS)}",
            )
            for name, head in heads.items()
            if name not in COLUMNS
        ]
        if faults:
            raise Faults(faults)
        return cls(
            sheet=parameters.get("sheet", ""),
            has_heads="headless" not in parameters,
            columns=heads,
            counted=frozenset(parameters.getlist("count")),
            most=parameters.get("most", USUAL_MOST),
            skipped=frozenset(parameters.getlist("skip")),
            likes={name: place for place, _, name in likes},
        )


class GroupRow(NamedTuple):
    """A group that was counted: its desktops, whether it is taken over, and the place of the group
    of the comparison that it is like.
    """

    name: str
    desktops: int
    is_taken: bool
    like: int


class LeftOutRow(NamedTuple):
    """Why rows are left out, how many, some of what says so; whether they count all the same."""

    reason: str
    words: str
    count: int
    examples: str
    is_counted: bool


class ColumnField(NamedTuple):
    """A choice of a column: its name in the form, its label, and the head that is chosen."""

    name: str
    label: str
    head: str


class KeptChoices(NamedTuple):
    """What was chosen for a file that did not come again: the columns, and what else is sent along,
    by the names of its fields.
    """

    asked: Asked
    columns: Sequence[ColumnField]
    carried: Sequence[tuple[str, str]]


def keep_choices(asked: Asked) -> KeptChoices | None:
    """The choices of a form that was sent without its file; None before there were any."""
    if not asked.columns:
        return None
    labels = {"group": GROUPS_BY, **{role: each.label for role, each in ROLES.items()}}
    return KeptChoices(
        asked,
        [
            ColumnField(f"{COLUMN}{name}", label, asked.columns.get(name, ""))
            for name, label in labels.items()
        ],
        [
            ("sheet", asked.sheet),
            *(("count", reason) for reason in sorted(asked.counted)),
            *(("skip", name) for name in sorted(asked.skipped)),
            *(("like", f"{place}:{name}") for name, place in asked.likes.items()),
        ],
    )


@dataclass(frozen=True)
class FleetView:
    """The page of one file. `taken` is the comparison with its groups, None where there are none;
    `faults` say why it can't be priced with them.
    """

    sentence: str
    program: Program | None
    rows: Rows
    told_alike: str
    asked: Asked
    group: ColumnField
    columns: Sequence[ColumnField]
    groups: Sequence[GroupRow]
    folded: int
    left_out: Sequence[LeftOutRow]
    doubts: Sequence[Doubt]
    likes: Sequence[str]
    taken: State | None
    total: int
    faults: Sequence[str]


def view_fleet(state: State, file: BinaryIO, asked: Asked) -> FleetView:
    """The page of a file for a state that has an answer. Raises `Faults` where it can't be read."""
    with open_rows(file, asked.sheet, has_heads=asked.has_heads) as opened:
        refuse_own_table(opened.heads)
        guessed, rows = guess_mapping(opened)
        mapped = map_columns(guessed, rows.heads, asked.columns)
        mapped = mapped._replace(counted=asked.counted)
        groups = count_groups(rows, mapped, int(asked.most))
    likes = [str(group["name"]) for group in members_of(state.document, "fleet")]
    shown = [
        GroupRow(name, count, name not in asked.skipped, _find_like(name, likes, asked.likes))
        for name, count in groups.desktops.items()
    ]
    counted = [
        CountedGroup(row.name, row.desktops, likes[row.like]) for row in shown if row.is_taken
    ]
    taken, faults = _take_over(state, counted)
    return FleetView(
        sentence=_tell_groups(groups, len(shown)),
        program=find_program(rows.heads),
        rows=rows,
        told_alike=tell_alike(rows.alike),
        asked=asked,
        group=ColumnField(f"{COLUMN}group", GROUPS_BY, mapped.group),
        columns=[
            ColumnField(f"{COLUMN}{role}", each.label, mapped.columns.get(role, ""))
            for role, each in ROLES.items()
        ],
        groups=shown,
        folded=groups.folded,
        left_out=_list_left_out(groups, asked),
        doubts=groups.doubts,
        likes=likes,
        taken=taken,
        total=sum(group.desktops for group in counted),
        faults=faults,
    )


def _find_like(name: str, likes: Sequence[str], asked: Mapping[str, str]) -> int:
    """The place of the group that a new one is like: as asked, else that of its name, else the
    first.
    """
    place = asked.get(name, "")
    if place.isascii() and place.isdigit() and len(place) < 4 and int(place) < len(likes):
        return int(place)
    known = [like.casefold() for like in likes]
    if name.casefold() in known:
        return known.index(name.casefold())
    return 0


def _take_over(state: State, counted: Sequence[CountedGroup]) -> tuple[State | None, Sequence[str]]:
    """The state with the counted groups, or why there is none."""
    if not counted:
        return None, ()
    document = take_fleet(state.document, counted)
    answer, faults = answer_document(document, [])
    if answer is None:
        return None, [str(fault) for fault in faults]
    return replace(state, document=document, answer=answer, typed={}, note=""), ()


def _tell_groups(groups: Groups, shown: int) -> str:
    """What was counted, in a sentence."""
    left_out = groups.rows - groups.total
    words = (
        f"{formats.count(groups.rows, 'row')}: {formats.count(groups.total, 'desktop')} "
        f"in {formats.count(shown, 'group')}"
    )
    if left_out:
        words += f", {left_out:,} left out"
    return f"{words}."


def _list_left_out(groups: Groups, asked: Asked) -> list[LeftOutRow]:
    """What was left out and, of what counts all the same, that it does."""
    rows = []
    for reason, each in REASONS.items():
        found = groups.left_out.get(reason)
        is_counted = reason in asked.counted
        if found is None and not is_counted:
            continue
        count, examples = 0, ""
        if found is not None:
            count, examples = found.count, ", ".join(found.examples)
        rows.append(LeftOutRow(reason, each.words, count, examples, is_counted))
    return rows
