"""Backups: a file that holds a database as it was at one moment, and what stands in it."""
