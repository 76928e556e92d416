"""What can be asked beyond the plain comparison.

Each module calls the one engine over rows of values.

`inputs` names what can be moved, `costs` prices many rows at once; the others put questions to
these two.
"""
