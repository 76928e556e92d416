"""The cheapest compliant stacks of all that are on sale, exactly, without visiting them.

In the order of imports: `wishes`, what a buyer must or must not have; `space`, what may be
combined; `effects` and `rules`, the licence rules as bits of a state; `tables`, what each choice costs by the
one engine; `graph`, all states and what can still become of each; `ranking`, the best one after
the other; `run`, a search in steps, its winners priced in full.
"""
