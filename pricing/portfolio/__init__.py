"""Thousands of comparisons at once: each document priced by itself, on all cores or on a cluster.

What is done with a document (`work.py`, `rows.py`) knows no database and no Django settings, so
that it runs wherever the program's files are.
"""
