"""Where the answer turns.

Choices, the crossover, the map, target prices and flips, as the page shows them.
"""
