"""The catalogue to look at: the list of schemes, and the page of one.

All pure; `views/prices.py` is the door.
"""
