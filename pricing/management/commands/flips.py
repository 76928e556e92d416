"""The command `flips`."""

from __future__ import annotations

from pricing.management.analysis_command import AnalysisCommand
from pricing.where import FLIPS


class Command(AnalysisCommand):
    """Answers `flips` of a comparison document."""

    analysis = FLIPS
    help = FLIPS.summary
