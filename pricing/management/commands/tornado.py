"""The command `tornado`."""

from __future__ import annotations

from pricing.analyses.tornado import TORNADO
from pricing.management.analysis_command import AnalysisCommand


class Command(AnalysisCommand):
    """Answers `tornado` of a comparison document."""

    analysis = TORNADO
    help = TORNADO.summary
