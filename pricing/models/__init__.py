"""What the database knows of prices: the catalogue as it is, and every change that made it so."""

from .changes import CatalogueChange, CatalogueRecord
from .checks import CatalogueRow
from .lists import Decimals, ListTerm, Price, PriceList, as_listed
from .proposals import ColumnMapping, Proposal
from .schemes import Assumption, ExchangeRate, Scheme
from .version import CatalogueVersion

__all__ = [
    "Assumption",
    "CatalogueChange",
    "CatalogueRecord",
    "CatalogueRow",
    "CatalogueVersion",
    "ColumnMapping",
    "Decimals",
    "ExchangeRate",
    "ListTerm",
    "Price",
    "PriceList",
    "Proposal",
    "Scheme",
    "as_listed",
]
