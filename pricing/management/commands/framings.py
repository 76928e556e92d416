"""The command `framings`."""

from __future__ import annotations

from pricing.analyses.framings import FRAMINGS
from pricing.management.analysis_command import AnalysisCommand


class Command(AnalysisCommand):
    """Answers `framings` of a comparison document."""

    analysis = FRAMINGS
    help = FRAMINGS.summary
