"""What is kept: comparisons and their versions, quotes and what was issued of them."""

from .comparisons import Comparison, ComparisonVersion, KeptCatalogue, Organisation, ShareLink
from .issued import IssuedFile, IssuedQuote, NumberGap, NumberSeries, QuoteEvent
from .quotes import Quote

__all__ = [
    "Comparison",
    "ComparisonVersion",
    "IssuedFile",
    "IssuedQuote",
    "KeptCatalogue",
    "NumberGap",
    "NumberSeries",
    "Organisation",
    "Quote",
    "QuoteEvent",
    "ShareLink",
]
