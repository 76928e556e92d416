"""The two published studies of opposite answers, and under which framings they agree."""

from __future__ import annotations

from functools import cache

from calculator import formats
from pricing.comparison import compare
from pricing.engine.analysis.framings import framings_of
from pricing.presets import OPPOSED_STUDIES, preset


def studies() -> list[tuple[str, str, str]]:
    """Each study: its preset, who it is of and when, and what it says."""
    parted = [(name, *str(preset(name)["title"]).partition(": ")) for name in OPPOSED_STUDIES]
    return [
        (name, title, sentence[:1].upper() + sentence[1:]) for name, title, _, sentence in parted
    ]


@cache
def agreement() -> str:
    """Which framings of the second study name the winner of the first, in a sentence."""
    first, second = (compare(preset(name)).question for name in OPPOSED_STUDIES)
    (_, one, _), (_, other, _) = studies()
    asked = framings_of(first)[0].winner
    assert asked is not None
    wanted = first.scenarios[asked].delivery
    where = [
        framing.where
        for framing in framings_of(second)
        if framing.counts
        and framing.winner is not None
        and second.scenarios[framing.winner].delivery == wanted
    ]
    if not where:
        return f"Under no framing does {_of(other)} study agree with {_of(one)}."
    return f"{_of(other)} study agrees with {_of(one)} only {formats.listed(where)}."


def _of(study: str) -> str:
    """Whose a study is: "IDC, 2009" is IDC's."""
    return f"{study.partition(',')[0]}'s"
