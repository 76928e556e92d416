"""Days that are hard on calendars: leap days, ends of years, zones far away."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from .found import Found
from .judging import judge
from .site import ROOT, Ground

UTC = ZoneInfo("UTC")
PROCESSES = 3
START_SECONDS = 30  # that a process takes to begin
MOST_MINUTES = 10  # that issuing takes, so that the day may have changed meanwhile
ZONES = (
    "UTC",
    "Europe/Berlin",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kathmandu",
    "America/St_Johns",
)


class Moment(NamedTuple):
    """When several issue at once, by the clock of UTC, and the zone of the organisation."""

    clock: str
    zone: str


MOMENTS = (
    Moment("2026-10-25 00:59:59", "Europe/Berlin"),
    Moment("2027-12-31 23:59:52", "UTC"),
    Moment("2028-02-29 23:59:50", "UTC"),
    Moment("2028-12-31 10:00:30", "Pacific/Kiritimati"),
    Moment("2038-01-19 03:14:00", "America/St_Johns"),
    Moment("2100-02-28 23:59:50", "Europe/Berlin"),
)


def turn_pages(ground: Ground, folder: Path) -> Found:
    """27. A quote's date is the day in the organisation's zone, until when it holds is a day, the
    first number of a year is given once, and no figure moves with zone or hour.
    """
    found = Found()
    if shutil.which("faketime") is None:
        found.wrong.append("skipped: no faketime")
        return found
    numbers: list[str] = []
    for moment in MOMENTS:
        for each in issue_at(ground, moment):
            found.injected += 1
            found.bit += check_day(found, moment, each)
            numbers.append(each["number"])
            found.acknowledged.append(f"quote {each['number']}")
    firsts = Counter(number for number in numbers if number.endswith("-000001"))
    years = {number.split("-")[1] for number in numbers}
    found.expect(len(firsts) == len(years), f"{len(firsts)} first numbers in {len(years)} years")
    found.expect({*firsts.values()} == {1}, "a first number is given twice")
    priced = {price_at(ground, zone, hour) for zone in ZONES for hour in ("00:30", "23:30")}
    found.expect(len(priced) == 1, f"{len(priced)} answers by zone and hour")
    judge(found, ground.environment)
    return found


def issue_at(ground: Ground, moment: Moment) -> list[dict[str, Any]]:
    """What several processes issue from a moment on."""
    command = [sys.executable, "-m", "tests.faults.held", "issue", moment.zone, moment.clock]
    started = datetime.fromisoformat(moment.clock) - timedelta(seconds=START_SECONDS)
    running = [
        subprocess.Popen(
            ["faketime", "-f", f"@{started:%Y-%m-%d %H:%M:%S}", *command],
            cwd=ROOT,
            env={**ground.environment, "TZ": "UTC"},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    return [each for process in running for each in json.loads(process.communicate()[0])]


def check_day(found: Found, moment: Moment, issued: dict[str, Any]) -> bool:
    """Whether the quote is of that time; its day is that of the zone, and so is its year."""
    begun = datetime.fromisoformat(moment.clock).replace(tzinfo=UTC)
    zone = ZoneInfo(moment.zone)
    days = {
        (begun + timedelta(minutes=each)).astimezone(zone).date() for each in range(MOST_MINUTES)
    }
    day = date.fromisoformat(issued["issued_on"])
    found.expect(day in days, f"issued at {moment.clock} in {moment.zone} it is of {day}")
    found.expect(issued["number"].split("-")[1] == str(day.year), f"{issued['number']} of {day}")
    holds = date.fromisoformat(issued["valid_until"])
    found.expect(holds > day, f"of {day} it holds until {holds}")
    return day in days


def price_at(ground: Ground, zone: str, hour: str) -> str:
    """What the command says of a comparison in a zone at an hour."""
    command = [sys.executable, "manage.py", "compare", "docs/examples/branch-office.json"]
    return run_at(f"2026-11-20 {hour}:00", command, {**ground.environment, "TZ": zone})


def run_at(clock: str, command: Sequence[str], environment: dict[str, str]) -> str:
    """What a command prints by another clock."""
    return subprocess.run(
        ["faketime", "-f", f"@{clock}", *command],
        cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True,
    ).stdout  # fmt: skip
