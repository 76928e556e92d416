"""The file of a backup: a ZIP of the database and of a manifest that says what is in it."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from pricing.plain_files import open_plain

from .holdings import Holdings

FORMAT = 1
MANIFEST, DATABASE = "manifest.json", "database"


class NoBackup(Exception):
    """A file is no backup, or not whole; says why."""


class Failed(Exception):
    """A database, or a program of it, did not do what was asked; says what it said."""


@dataclass(frozen=True)
class Manifest:
    """What is in a backup. `kind` is that of its database, as Django names it."""

    release: str
    kind: str
    made_at: str
    sha256: str
    holdings: Holdings


def pack(file: Path, database: Path, *, release: str, kind: str, at: str, holds: Holdings) -> None:
    """Writes the file beside its database, and moves it where it is to stand when it is whole on
    the disk.
    """
    manifest = {
        "format": FORMAT,
        "release": release,
        "kind": kind,
        "made_at": at,
        "sha256": _hash(database),
        "holdings": holds.as_json(),
    }
    beside = database.with_suffix(".packed")
    with beside.open("xb") as whole:
        with ZipFile(whole, "w", ZIP_DEFLATED) as packed:
            packed.writestr(MANIFEST, json.dumps(manifest, indent=1))
            packed.write(database, DATABASE)
        whole.flush()
        os.fsync(whole.fileno())
    beside.chmod(0o600)  # hashes of passwords are in it
    beside.rename(file)
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


@contextmanager
def unpack(file: Path) -> Iterator[tuple[Manifest, Path]]:
    """What a backup says of itself, and its database, whose checksum was looked at, for as long as
    it is used. Raises `NoBackup`.
    """
    with tempfile.TemporaryDirectory(prefix="restoring-") as folder:
        database = Path(folder) / DATABASE
        try:
            with open_plain(file) as whole, ZipFile(whole) as packed:
                manifest = _read_manifest(json.loads(packed.read(MANIFEST)))
                packed.extract(DATABASE, folder)
        except FileNotFoundError:
            raise NoBackup(f"{file} is not there.") from None
        except (BadZipFile, OSError, EOFError) as found:
            raise NoBackup(f"{file} is no backup, or not a whole one: {found}.") from found
        except (KeyError, TypeError, ValueError) as found:
            raise NoBackup(f"{file} has no manifest that this program can read.") from found
        if _hash(database) != manifest.sha256:
            raise NoBackup(f"{file} was altered: its database has not the checksum that it names.")
        yield manifest, database


def _read_manifest(said: dict[str, Any]) -> Manifest:
    if said["format"] != FORMAT:
        raise ValueError("of a format that is not known")
    holdings = Holdings(**said["holdings"])
    return Manifest(said["release"], said["kind"], said["made_at"], said["sha256"], holdings)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
