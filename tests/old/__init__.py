"""Databases as earlier commits of this repository left them, each made by its own code.

`python -m tests.old COMMIT...` makes them anew, from the history of this repository: a dump of the
database and what it held, `COMMIT.sql.xz` and `COMMIT.json`. `filling` is what the old program
runs.
"""
