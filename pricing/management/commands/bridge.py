"""The command `bridge`."""

from __future__ import annotations

from pricing.management.analysis_command import AnalysisCommand
from pricing.rigged import BRIDGE


class Command(AnalysisCommand):
    """Answers `bridge` of a comparison document."""

    analysis = BRIDGE
    help = BRIDGE.summary
