"""Mutation testing of the arithmetic: `make mutate` changes it and sees whether a test fails.

`mutants` makes the changes, `recording` says which tests run which lines, `running` tries each
change with these in a copy of the program, most of them by `forking`. `equivalent.txt` lists the
changes that change nothing.
"""
