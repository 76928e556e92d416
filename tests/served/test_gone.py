"""A file that is moved away or damaged under the site: it is told, and nothing is made or shown."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.served.site import ENVIRONMENT, Browser, Site
from tests.web.markup import parsed, text_of

PAGE_BYTES = 4096
GONE = "The database can't be reached just now"
DAMAGED = "The database is damaged"


def ask_all(site: Site, path: str) -> set[int]:
    """The statuses of a page, asked so often that every process and thread was asked."""
    return {site.ask(path).status for _ in range(16)}


def close_whole(store: Path) -> None:
    """Writes all into the file itself, as a stop does."""
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def list_beside(store: Path) -> list[str]:
    return sorted(each.name for each in store.parent.iterdir() if each.name.startswith(store.name))


def test_a_file_that_is_moved_away_is_missed_and_none_is_made(store, tmp_path):
    away = tmp_path / "away.sqlite3"
    with Site(f"sqlite:///{store}", tmp_path / "log") as site:
        assert ask_all(site, "/readyz") == {200}
        browser = Browser(site)
        browser.log_in("bob")
        ahead = [Path(f"{store}{end}") for end in ("-wal", "-shm")]
        for each in (store, *ahead):
            each.rename(away.with_name(away.name + each.name.removeprefix(store.name)))
        answer = site.ask("/readyz")
        assert (answer.status, answer.text) == (503, "store is gone\n")
        assert ask_all(site, "/") == {503}
        assert GONE in text_of(parsed(site.ask("/").text))
        assert browser.get("/quotes/").status == 503
        assert ask_all(site, "/healthz") == {200}
        assert list_beside(store) == []

        store.touch()  # an empty one in its place is not the one that stood there
        assert site.ask("/readyz").text == "store is gone\n"
        store.unlink()
        for each in tmp_path.glob("away.sqlite3*"):
            each.rename(each.with_name(each.name.replace("away", "db")))
        assert ask_all(site, "/readyz") == {200}
        assert ask_all(site, "/") == {200}
        assert browser.get("/quotes/").status == 200


def spoil(store: Path, first: int, count: int) -> bytes:
    """Overwrites a part of the file; gives it as it is then."""
    close_whole(store)
    with store.open("r+b") as file:
        file.seek(first)
        file.write(b"\xa5" * count)
    return store.read_bytes()


@pytest.mark.parametrize(("first", "count"), [(5 * PAGE_BYTES, PAGE_BYTES), (0, 100)])
def test_a_damaged_file_is_not_started_with_and_not_written_to(store, manage, first, count):
    spoilt = spoil(store, first, count)
    started = manage(f"sqlite:///{store}", "check_start", **ENVIRONMENT)
    checked = manage(f"sqlite:///{store}", "check_store")
    assert (started.returncode, checked.returncode) == (1, 2)
    assert "is damaged" in started.stderr
    assert "restore a backup" in started.stderr
    assert "restore a backup" in checked.stderr
    assert store.read_bytes() == spoilt


def test_a_sound_file_is_sound_and_is_not_written_to(store, manage):
    before = store.read_bytes()
    checked = manage(f"sqlite:///{store}", "check_store")
    assert (checked.returncode, checked.stdout) == (0, "The database is sound.\n")
    assert store.read_bytes() == before


def test_of_an_absent_file_nothing_is_said(tmp_path, manage):
    checked = manage(f"sqlite:///{tmp_path}/none.sqlite3", "check_store")
    assert checked.returncode == 1
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_damaged_under_the_site_shows_no_figure_more(store, tmp_path):
    with Site(f"sqlite:///{store}", tmp_path / "log", LOG_LEVEL="WARNING") as site:
        assert ask_all(site, "/") == {200}
        spoilt = spoil(store, 5 * PAGE_BYTES, PAGE_BYTES)
        # Each process finds it out by itself, and both are asked.
        told = [site.ask("/readyz") for _ in range(16)]
        assert {(each.status, each.text) for each in told} == {(503, "corrupt\n")}
        assert ask_all(site, "/") == {503}
        assert DAMAGED in site.ask("/").text
        assert store.read_bytes() == spoilt
    assert store.read_bytes() == spoilt
