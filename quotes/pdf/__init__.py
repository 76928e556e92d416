"""The page that procurement prints: made once of what was issued, and kept as bytes."""
