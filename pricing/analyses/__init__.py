"""Questions beyond the plain comparison, a file each.

Its options, its answer as JSON values, its text, its schema.
"""

from .analysis import Analysis
from .bridge import BRIDGE
from .crossover import CROSSOVER
from .flips import FLIPS
from .framings import FRAMINGS
from .target_price import TARGET_PRICE
from .tornado import TORNADO
from .uncertainty import UNCERTAINTY

ANALYSES: tuple[Analysis, ...] = (
    UNCERTAINTY,
    TORNADO,
    FLIPS,
    TARGET_PRICE,
    CROSSOVER,
    FRAMINGS,
    BRIDGE,
)
