"""The command `target_price`."""

from __future__ import annotations

from pricing.analyses.target_price import TARGET_PRICE
from pricing.management.analysis_command import AnalysisCommand


class Command(AnalysisCommand):
    """Answers `target_price` of a comparison document."""

    analysis = TARGET_PRICE
    help = TARGET_PRICE.summary
