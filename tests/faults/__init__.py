"""Faults injected into the running site: `make faults` tries each and says what was lost.

Real parts on one machine: the server with two processes, SQLite and PostgreSQL as files and
processes of their own, clients over http. `site` is the site and its clients, `judging` what has to
hold afterwards whatever happened; a module for each kind of fault.
"""
