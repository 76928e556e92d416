"""Days that come back from spreadsheets and people: one reading is taken, two are asked back."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from pricing.sheets.days import FIRST_DAY_OF_SPREADSHEETS, NoDay, read_day

LAST_OF_JANUARY = date(2027, 1, 31)


def in_every_plain_way(day: date) -> list[str]:
    """A day as programs and people write it who leave no doubt."""
    serial = (day - FIRST_DAY_OF_SPREADSHEETS).days
    return [
        day.isoformat(),
        f"{day.isoformat()}T00:00:00",
        f"{day.isoformat()} 23:59:59.5",
        f"{day:%Y%m%d}",
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d.%m.%Y %H:%M}",
        f"{day.day} {day:%B %Y}",
        f"{day.day}. {day:%b %Y}",
        f"{day:%d-%b-%Y}",
        f"{day:%B} {day.day}, {day.year}",
        f" {day.day}\u00a0{day:%B %Y} ",
        str(serial),
        f"{serial}.99999",
        f"{serial},5",
    ]


def test_a_thousand_random_days_are_read_in_every_plain_way():
    random = Random(1)
    for _ in range(1_000):
        day = date(1990, 1, 1) + timedelta(days=random.randrange(40_000))
        for text in in_every_plain_way(day):
            assert read_day(text) == day, text


def test_a_thousand_random_days_in_strokes_are_read_where_one_reading_is_possible():
    random = Random(2)
    doubtful = 0
    for _ in range(1_000):
        day = date(1990, 1, 1) + timedelta(days=random.randrange(40_000))
        for text in (f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}", f"{day.day}-{day.month}-{day.year}"):
            if day.day > 12 or day.day == day.month:
                assert read_day(text) == day, text
            else:
                doubtful += 1
                with pytest.raises(NoDay, match=day.isoformat()):
                    read_day(text)
    assert doubtful > 1_000


def test_a_day_with_two_readings_is_refused_with_both():
    with pytest.raises(NoDay) as found:
        read_day("01/02/2027")
    assert str(found.value) == (
        "may be 1 February 2027 or 2 January 2027; write 2027-02-01 or 2027-01-02"
    )


@pytest.mark.parametrize("text", ["31/01/2027", "01/31/2027", "2027/01/31", "31-1-2027"])
def test_strokes_of_one_reading_are_taken(text):
    assert read_day(text) == LAST_OF_JANUARY


@pytest.mark.parametrize(
    "text",
    ["soon", "31.02.2027", "31.01.27", "13/13/2027", "31 Jax 2027", "4641", "12345", "0207-01-31"],
)
def test_what_is_no_day_is_told_how_to_write_one(text):
    with pytest.raises(NoDay, match="may hold a day as 2026-12-31"):
        read_day(text)
