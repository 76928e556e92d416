"""The command `crossover`."""

from __future__ import annotations

from pricing.management.analysis_command import AnalysisCommand
from pricing.where import CROSSOVER


class Command(AnalysisCommand):
    """Answers `crossover` of a comparison document."""

    analysis = CROSSOVER
    help = CROSSOVER.summary
