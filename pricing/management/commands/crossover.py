"""The command `crossover`."""

from __future__ import annotations

from pricing.analyses.crossover import CROSSOVER
from pricing.management.analysis_command import AnalysisCommand


class Command(AnalysisCommand):
    """Answers `crossover` of a comparison document."""

    analysis = CROSSOVER
    help = CROSSOVER.summary
