"""`python -m tests.faults [NUMBER...]`: tries each fault, or those named, and prints a table.

Status 1 where one was not held. FAULT_KILLS and FAULT_POINTS make it shorter.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import psycopg

from tests import postgresql

from . import (
    clock,
    copies,
    days,
    exports,
    halves,
    keys,
    loads,
    network,
    portfolios,
    postgres,
    processes,
    releases,
    resources,
    room,
    servers,
    store_files,
    stores,
)
from .found import Found
from .site import Ground, prepare

Try = Callable[[Ground, Path], Found]


class Row(NamedTuple):
    """A fault, its number in the list of faults, and what tries it."""

    number: str
    name: str
    attempt: Try


ON_SQLITE = (
    Row("1", "worker killed while it computes", processes.kill_computing),
    Row("2", "killed at each write and sync of a save", processes.kill_saving),
    Row("3", "killed at random among 8 clients", processes.kill_issuing),
    Row("3a", "killed at each write and sync of an issue", processes.kill_at_issue),
    Row("4", "killed at the answer, after the commit", processes.kill_answering),
    Row("5", "killed in the middle of a catalogue load", loads.kill_loading),
    Row("6", "killed in the middle of an export", exports.kill_exporting),
    Row("7", "SIGHUP under load", processes.end_and_start),
    Row("8", "server and workers killed at once", processes.kill_everything),
    Row("9", "SQLite's disk full", stores.fill_disk),
    Row("10", "file size limit on running workers", stores.limit_files),
    Row("12", "fsync fails", stores.fail_syncs),
    Row("13", "read-only file", store_files.forbid_writing),
    Row("14", "temporary directory full", room.fill_temporary),
    Row("15", "log can't be written", resources.refuse_log),
    Row("16", "SQLite locked for longer than is waited", stores.hold_lock),
    Row("17", "a corrupt page, a corrupt head", store_files.damage),
    Row("18", "file moved away, deleted, replaced", store_files.take_away),
    Row("19", "backups among writers", copies.copy_sqlite),
    Row("26", "clock goes back while it runs", clock.set_clock_back),
    Row("27", "leap days, ends of years, zones", days.turn_pages),
    Row("28", "out of memory", room.use_up_memory),
    Row("29", "file descriptors used up", resources.use_up_files),
    Row("30", "400 slow clients", resources.wait_for_slow_clients),
    Row("31", "clients gone while it computes", resources.leave_early),
    Row("32", "half an upload", halves.send_halves),
    Row("33", "killed at writes of a migration", releases.kill_migrating),
    Row("34", "four migrations at once", releases.migrate_at_once),
    Row("35", "data of earlier programs and of a later one", releases.bring_old_data),
    Row("36", "restore of an older backup", releases.restore_older),
    Row("37", "secret key rotated", keys.rotate_key),
    Row("38", "static files missing", keys.lose_static),
    Row("39", "the cache is full of lies", keys.lie_in_cache),
    Row("40", "Dask workers killed", portfolios.kill_workers),
    Row("41", "Dask scheduler killed", portfolios.kill_scheduler),
    Row("42", "network cut between worker and scheduler", network.cut_network),
    Row("43", "the portfolio command killed", portfolios.kill_command),
)
ON_POSTGRESQL = (
    Row("3p", "killed at random among 8 clients (PostgreSQL)", processes.kill_issuing),
    Row("4p", "killed at each send to the server and the client", processes.kill_answering),
    Row("8p", "server, workers and PostgreSQL killed at once", postgres.kill_everything),
    Row("11", "PostgreSQL's disk full", servers.fill_disk),
    Row("12p", "PostgreSQL told not to sync", postgres.leave_unsafe),
    Row("13p", "read-only server", servers.forbid_writing),
    Row("19p", "backups among writers (PostgreSQL)", copies.dump_postgresql),
    Row("20", "PostgreSQL gone and back", postgres.stop_and_start),
    Row("21", "connections used up", postgres.use_up_connections),
    Row("22", "sessions ended, server restarted", postgres.end_sessions),
    Row("23", "deadlocks, clashes, a lock held too long", servers.clash),
    Row("24", "sessions frozen, then the server too", postgres.freeze_sessions),
    Row("25", "idle in transaction", servers.let_idle),
    Row("33p", "killed at sends of a migration (PostgreSQL)", releases.kill_migrating),
    Row("34p", "four migrations at once (PostgreSQL)", releases.migrate_at_once),
    Row("36p", "restore of an older backup (PostgreSQL)", releases.restore_older),
)
HEAD = ("fault", "", "injected", "bit", "sent", "answered", "refused", "cut off", "lost", "held")


def try_on_sqlite(row: Row, kept: Path, ground: Ground) -> Found:
    """On a copy of the prepared database, in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="fault-") as name:
        folder = Path(name)
        shutil.copy(kept, folder / "db.sqlite3")
        return attempt(row, ground, f"sqlite:///{folder / 'db.sqlite3'}", folder)


def try_on_postgresql(row: Row, address: str, ground: Ground) -> Found:
    """On a copy of the prepared database, on the one server."""
    name = f"fault_{row.number}"
    with psycopg.connect(f"{address.rpartition('/')[0]}/template1", autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name} TEMPLATE {postgresql.ROLE}")
    with tempfile.TemporaryDirectory(prefix="fault-") as folder:
        return attempt(row, ground, f"{address.rpartition('/')[0]}/{name}", Path(folder))


def attempt(row: Row, ground: Ground, address: str, folder: Path) -> Found:
    """What trying it came to; an error of the attempt is none that was held."""
    environment = {**ground.environment, "DATABASE_URL": address}
    try:
        return row.attempt(ground._replace(environment=environment), folder)
    except Exception:
        return Found(wrong=[traceback.format_exc()[-1500:]])


def tell(row: Row, found: Found) -> bool:
    """A line of the table, and below it what did not hold; whether it was held."""
    numbers = (found.injected, found.bit, found.sent, found.answered, found.refused, found.dropped)
    held = "yes" if found.is_held else "NO"
    print("|", row.number, "|", row.name, "|", *(f"{each} |" for each in numbers), end=" ")
    print(found.lost, "|", held, "|", flush=True)
    for words in found.wrong:
        print(f"  {words}", flush=True)
    return found.is_held


def main(wanted: list[str]) -> int:
    """Tries the wanted; the exit status."""
    print("|", " | ".join(HEAD), "|")
    print("|---" * len(HEAD) + "|")
    results = [*run_on_sqlite(choose(ON_SQLITE, wanted))]
    results += run_on_postgresql(choose(ON_POSTGRESQL, wanted))
    return int(not all(results))


def choose(rows: Sequence[Row], wanted: list[str]) -> list[Row]:
    """Those that are named; all where none is."""
    return [row for row in rows if not wanted or row.number in wanted]


def run_on_sqlite(rows: list[Row]) -> Iterator[bool]:
    """Of each row whether it was held."""
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        kept = Path(name, "db.sqlite3")
        ground = prepare(f"sqlite:///{kept}") if rows else None
        for row in rows:
            assert ground
            yield tell(row, try_on_sqlite(row, kept, ground))


def run_on_postgresql(rows: list[Row]) -> Iterator[bool]:
    """The same, on a server that ends with them."""
    binaries = postgresql.find_binaries()
    if not rows or binaries is None:
        yield from (tell(row, Found(wrong=["skipped: no PostgreSQL"])) for row in rows)
        return
    with postgresql.serve(binaries) as address:
        ground = prepare(address)
        for row in rows:
            yield tell(row, try_on_postgresql(row, address, ground))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
