"""Where the answer turns: choices, the crossover, the map, target prices and flips, as the page shows them."""
