"""The address of the page: the difference of a comparison document to its base.

The base is a preset or an own document. A leaf is a dotted path and a text; `read` applies
leaves to the base, `write` finds the leaves that lead from the base to a document, and the
two are inverse. What the values may be is the validator's business: texts stay texts here,
and a field that is not known is handed on for the validator to name.

Groups and scenarios are known by their names. As long as each stands in its place (a new
name counts as renamed), their fields differ one by one. Otherwise the list of names stands
under `fleet` or `scenarios`, and each member that the base lacks follows as a whole. What
scenarios say of a group follows the group to its new name, and goes when the group goes.
"""

from calculator.question.address.members import DOCUMENT
from calculator.question.address.misspelt import find_misspelt, find_unknown, near_name
from calculator.question.address.paths import Leaf, bracketed, dotted, query
from calculator.question.address.ranges import is_range, per_cent, range_parts
from calculator.question.address.reading import LONGEST_VALUE, MOST_LEAVES, read
from calculator.question.address.writing import find_moves, write

__all__ = [
    "DOCUMENT",
    "LONGEST_VALUE",
    "MOST_LEAVES",
    "Leaf",
    "bracketed",
    "dotted",
    "find_misspelt",
    "find_moves",
    "find_unknown",
    "is_range",
    "near_name",
    "per_cent",
    "query",
    "range_parts",
    "read",
    "write",
]
