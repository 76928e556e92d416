"""Framings as rows of a table: one each, the winner marked, its lead behind."""

from __future__ import annotations

from html import escape
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe

from pricing.analyses.framings import Framings
from pricing.engine.analysis.framings import AS_ASKED, GROUPS, NOTHING_CHANGES, Framing
from pricing.sheets import Cell, Sheet, money_cell

from .. import formats
from ..charts import joined
from ..cost_table import colour
from ..results import kind_of


def heads(found: Framings) -> SafeString:
    """The scenarios as heads of columns."""
    names = [scenario.scenario.name for scenario in found.answer.scenarios]
    return joined(
        [
            mark_safe(
                f'<th scope="col" class="c{place + 1} {colour(place)}"><bdi>{escape(name)}</bdi>'
                f"<small>{kind_of(found.answer, place)}</small></th>"
            )
            for place, name in enumerate(names)
        ]
    )


def tiles(found: Framings) -> SafeString:
    """Choices of the scenario beside the first one, for where only two columns fit."""
    shown = found.verdict.leader or 1
    made = []
    for place, (scenario, won) in enumerate(zip(found.answer.scenarios, found.verdict.wins, strict=True)):
        chosen = " checked" if place == shown else ""
        made.append(
            f'<label class="{colour(place)}"><input type="radio" name="shown" form="view" value="{place + 1}"'
            f' id="show{place + 1}"{chosen}><span>{escape(scenario.scenario.name)} <b>{_won(won)}{_of(found, won)}</b>'
            "</span></label>"
        )
    return mark_safe("".join(made))


def _of(found: Framings, won: int | None) -> str:
    return "" if won is None else f" of {found.verdict.counted}"


def wins(found: Framings) -> SafeString:
    """How often each scenario costs least; nothing where only one may."""
    verdict = found.verdict
    if sum(won is not None for won in verdict.wins) == 1:
        return mark_safe("")
    cells = "".join(
        f'<td class="c{place + 1} {colour(place)}{"" if won else " none"}">{_won(won)}'
        f"{'<small>left out</small>' if won is None else ''}</td>"
        for place, won in enumerate(verdict.wins)
    )
    words = formats.count(verdict.counted, "framing")
    head = f'<th scope="row">Costs least in <small>of {words}</small></th>'
    return mark_safe(f'<tr class="cost">{head}{cells}<td class="lead-by"></td></tr>')


def _won(won: int | None) -> str:
    return formats.NOTHING if won is None else str(won)


def bodies(found: Framings) -> SafeString:
    """The rows that count, those of a kind together under their name."""
    columns = len(found.answer.scenarios) + 2
    counting = [framing for framing in found.framings if framing.counts]
    parts = []
    for group, framings in groupby(counting, key=lambda framing: framing.group):
        title = GROUPS[group]
        head = f'<tr class="kind"><th colspan="{columns}" scope="rowgroup">{title}</th></tr>' if title else ""
        parts.append(f"<tbody>{head}{''.join(_row(found, framing) for framing in framings)}</tbody>")
    return mark_safe("".join(parts))


def _row(found: Framings, framing: Framing) -> str:
    cells = "".join(_cell(framing, place) for place in range(len(framing.months)))
    winner = framing.winner
    name = "nobody alone" if winner is None else escape(found.answer.scenarios[winner].scenario.name)
    lead = formats.money(framing.lead)
    ahead = f", ahead by {lead}" if framing.lead is not None else ""
    words = f'<small class="narrow">{name}{ahead}</small>'
    css = "framing asked" if framing.key == "asked" else "framing"
    head = f'<th scope="row">{escape(framing.label)}{words}</th>'
    return f'<tr class="{css}">{head}{cells}<td class="lead-by">{lead}</td></tr>'


def _cell(framing: Framing, place: int) -> str:
    """An amount a desktop a month, in all where no desktop stands; what may not win says why in a word."""
    amount = framing.months[place] if framing.months[place] is not None else framing.totals[place]
    css = f"c{place + 1} {colour(place)}"
    text = formats.money(amount)
    if framing.winner == place:
        return f'<td class="{css} win">{text}<span class="unseen"> costs least</span></td>'
    if amount is not None and not framing.compliant[place]:
        return f'<td class="{css} out">{text}<small>a finding</small></td>'
    return f'<td class="{css}">{text}</td>'


def idle(found: Framings) -> list[str]:
    """What does not count, and why, in sentences: those alike in one."""
    sentences = []
    for state, words in ((NOTHING_CHANGES, "because they change nothing"), (AS_ASKED, "because it is as asked")):
        if labels := [f"“{framing.label}”" for framing in found.framings if framing.state == state]:
            words = words if len(labels) > 1 else words.replace("they change", "it changes")
            sentences.append(f"{formats.listed(labels)}, {words}.")
    others = [each for each in found.framings if not each.counts and each.state not in (NOTHING_CHANGES, AS_ASKED)]
    return [*sentences, *(f"“{each.label}” {each.state}." for each in others)]


def framings_sheet(found: Framings) -> Sheet:
    """All framings: those too that do not count, with their state."""
    names = [scenario.scenario.name for scenario in found.answer.scenarios]
    rows: list[list[Cell]] = []
    for framing in found.framings:
        winner = "" if framing.winner is None else names[framing.winner]
        months = map(money_cell, framing.months)
        rows.append([framing.label, *months, winner, money_cell(framing.lead), framing.state])
    return Sheet("deskfare-framings", ["framing", *names, "costs least", "ahead by", "state"], rows)
