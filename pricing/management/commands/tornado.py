"""The command `tornado`."""

from __future__ import annotations

from pricing.management.analysis_command import AnalysisCommand
from pricing.sure import TORNADO


class Command(AnalysisCommand):
    """Answers `tornado` of a comparison document."""

    analysis = TORNADO
    help = TORNADO.summary
