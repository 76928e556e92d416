"""How sure the answer is: the costs over all cases of the ranges, and what moves them."""
