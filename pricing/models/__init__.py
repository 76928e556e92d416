"""What the database knows of prices: the catalogue as it is, and every change that made it so."""

from .changes import CatalogueChange, CatalogueRecord
from .rows import (
    Assumption,
    CatalogueRow,
    Decimals,
    ExchangeRate,
    Price,
    PriceList,
    Scheme,
    as_listed,
)
from .version import CatalogueVersion

__all__ = [
    "Assumption",
    "CatalogueChange",
    "CatalogueRecord",
    "CatalogueRow",
    "CatalogueVersion",
    "Decimals",
    "ExchangeRate",
    "Price",
    "PriceList",
    "Scheme",
    "as_listed",
]
