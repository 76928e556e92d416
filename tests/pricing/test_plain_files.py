"""A pipe in the place of a file is refused by its name, and nobody waits at it."""

from __future__ import annotations

import os

import pytest

from calculator.backups.packing import NoBackup, unpack
from pricing.catalogue.feeds.origins import FileOrigin
from pricing.catalogue.files import CatalogueFaults, read_folder
from pricing.plain_files import open_plain
from quotes.management.commands.verify_quote import _verify_file

NO_FILE = "a pipe or a device, no file"


@pytest.fixture
def pipe(tmp_path):
    """A pipe to which nobody writes, called as a file of a catalogue."""
    os.mkfifo(tmp_path / "schemes.csv")
    return tmp_path / "schemes.csv"


def test_a_device_is_no_file():
    with pytest.raises(OSError, match=NO_FILE):
        open_plain("/dev/zero")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(IsADirectoryError):
        open_plain(tmp_path)


def test_a_catalogue_is_not_read_from_a_pipe(pipe):
    with pytest.raises(CatalogueFaults) as found:
        read_folder(pipe.parent)
    assert found.value.lines() == [f"schemes.csv: can't be read: {NO_FILE}"]


def test_a_feed_is_not_read_from_a_pipe(pipe):
    with pytest.raises(CatalogueFaults, match=f"schemes.csv: can't be read: {NO_FILE}"):
        FileOrigin(pipe).read_first()


def test_a_backup_is_not_read_from_a_pipe(pipe):
    with pytest.raises(NoBackup, match=NO_FILE), unpack(pipe):
        pass


def test_a_quote_is_not_verified_from_a_pipe(pipe):
    verdict = _verify_file(str(pipe))
    assert (verdict.exit_code, verdict.words) == (2, f"It cannot be read: {NO_FILE}.")
