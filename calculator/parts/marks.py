"""How a price is marked, by who said it; and what a payment is called."""

from __future__ import annotations

MARKS = {"verified": "●", "derived": "◐", "recalled": "○"}
QUOTED = "quoted, as typed in this comparison"
OWN = "a line of this comparison's own"
KINDS = {"purchase": "bought", "maintenance": "maintenance", "subscription": "subscription"}
