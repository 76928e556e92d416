"""The command `uncertainty`."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from pricing.analyses.uncertainty import UNCERTAINTY, answer_uncertainty
from pricing.management.analysis_command import AnalysisCommand


class Command(AnalysisCommand):
    """Answers `uncertainty` of a comparison document; whoever waits at a terminal may wait as long
    as they like.
    """

    analysis = replace(UNCERTAINTY, answer=partial(answer_uncertainty, most_amounts=None))
    help = UNCERTAINTY.summary
