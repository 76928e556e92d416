"""Comparisons that are kept, and quotes: drafted, approved, numbered, issued, verified."""
