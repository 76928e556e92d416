"""Pages of what is kept, comparisons and quotes: their forms, their words, their refusals."""
