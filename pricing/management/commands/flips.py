"""The command `flips`."""

from __future__ import annotations

from pricing.analyses.flips import FLIPS
from pricing.management.analysis_command import AnalysisCommand


class Command(AnalysisCommand):
    """Answers `flips` of a comparison document."""

    analysis = FLIPS
    help = FLIPS.summary
