"""Prices that vendors publish for programs: by rules of a file into an own list."""
