"""How days are typed on English pages, all of which are."""
