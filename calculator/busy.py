"""What is said where the database does not do what it is asked."""

from __future__ import annotations

from typing import NamedTuple

from pricing.troubles import BUSY, CORRUPT, FULL, GONE, READ_ONLY

RETRY_AFTER_SECONDS = 10


class Words(NamedTuple):
    """For who reads, for who wanted to keep something, and where it may have been kept."""

    reading: str
    keeping: str
    unknown: str


WORDS = {
    BUSY: Words(
        "The database is busy. Try again in a moment.",
        "The database is busy, so nothing was saved. Try again in a moment.",
        "The database is busy, and whether it was done is not known. Look first, then try again "
        "in a moment.",
    ),
    READ_ONLY: Words(
        "The service is read-only just now, and this page can't be had without writing.",
        "The service is read-only just now, so nothing was saved. Prices can be read and "
        "compared meanwhile.",
        "The service is read-only just now, and whether it was done is not known. Look first, "
        "then try again later.",
    ),
    FULL: Words(
        "The disk of the service is full, and this page can't be had without writing.",
        "The disk of the service is full, so nothing was saved. Prices can be read and compared "
        "meanwhile.",
        "The disk of the service is full, and whether it was done is not known. Look first, then "
        "try again later.",
    ),
    GONE: Words(
        "The database can't be reached just now. Try again in a moment.",
        "The database can't be reached just now, so nothing was saved. Try again in a moment.",
        "The database can't be reached just now, and whether it was done is not known. Look "
        "first, then try again in a moment.",
    ),
    CORRUPT: Words(
        "The database is damaged, so no figure of it is shown. Tell whoever runs this site.",
        "The database is damaged, so nothing was saved. Tell whoever runs this site.",
        "The database is damaged, and whether it was done is not known. Tell whoever runs this "
        "site.",
    ),
}
# Meanwhile its pages can be read.
READABLE = (BUSY, READ_ONLY, FULL)
