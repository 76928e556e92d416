"""The cheapest compliant stacks of all that are on sale, exactly, without visiting them.

In the order of imports: `wishes`, what a buyer must or must not have; `space`, what a combination
is made of; `effects`, what a choice does, as bits; `money`, what made-up stacks cost by the one
engine; `wanted`, which schemes can matter; `site_schemes`, those not counted by seats; `layers`,
the choices of each role; `conditions`, on which tokens a desk gets which; `desks`, the licence
rules of one kind of desk as bits of a word; `classes`, which words nothing to come tells apart;
`rules`, the state of a whole stack; `tables`, what each choice costs; `graph`, all states and what
can still become of each; `ranking`, the best one after the other; `run`, a search in steps, its
winners priced in full.
"""
