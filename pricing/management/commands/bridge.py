"""The command `bridge`."""

from __future__ import annotations

from pricing.analyses.bridge import BRIDGE
from pricing.management.analysis_command import AnalysisCommand


class Command(AnalysisCommand):
    """Answers `bridge` of a comparison document."""

    analysis = BRIDGE
    help = BRIDGE.summary
