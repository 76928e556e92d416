"""The command `uncertainty`."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from pricing.management.analysis_command import AnalysisCommand
from pricing.sure import UNCERTAINTY, uncertainty_answer


class Command(AnalysisCommand):
    """Answers `uncertainty` of a comparison document; whoever waits at a terminal may wait as long as they like."""

    analysis = replace(UNCERTAINTY, answer=partial(uncertainty_answer, seconds=None))
    help = UNCERTAINTY.summary
