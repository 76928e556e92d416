"""The command `framings`."""

from __future__ import annotations

from pricing.management.analysis_command import AnalysisCommand
from pricing.rigged import FRAMINGS


class Command(AnalysisCommand):
    """Answers `framings` of a comparison document."""

    analysis = FRAMINGS
    help = FRAMINGS.summary
