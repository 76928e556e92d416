"""The command `target_price`."""

from __future__ import annotations

from pricing.management.analysis_command import AnalysisCommand
from pricing.where import TARGET_PRICE


class Command(AnalysisCommand):
    """Answers `target_price` of a comparison document."""

    analysis = TARGET_PRICE
    help = TARGET_PRICE.summary
