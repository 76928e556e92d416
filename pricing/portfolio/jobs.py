"""From files to jobs: each document with the catalogue that it is priced by, under a key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, NamedTuple

from ..comparison import make_finder, read_document
from ..engine.faults import Faults
from ..engine.market import Catalogue
from ..engine.read_question import parse
from .work import Catalogues, Job, Task, read_program

NO_CATALOGUE = ""


class Plan(NamedTuple):
    """What there is to do: jobs by key, the catalogues that they need by name, the key of each
    file, and the faults of those that are no document.

    A key is the checksum of all that a document's rows follow from: document, catalogue, what is
    asked, program. So equal documents are priced once.
    """

    jobs: dict[str, Job]
    catalogues: Catalogues
    keys: dict[str, str]
    faulty: dict[str, Faults]


def plan_jobs(files: Iterable[tuple[str, bytes | Faults]], asked: tuple[str, ...]) -> Plan:
    """The jobs of files, each given as its bytes or as why it could not be read."""
    plan, digests = Plan({}, {}, {}, {}), {}
    catalogues: dict[str, Catalogue | Faults | None] = {NO_CATALOGUE: None}
    for name, data in files:
        try:
            if isinstance(data, Faults):
                raise data
            catalogue = _find_catalogue(read_document(data), catalogues)
        except Faults as refused:
            plan.faulty[name] = refused
            continue
        if catalogue not in digests:
            digests[catalogue] = _write_digest(catalogues[catalogue])
        job = Job(Task(data, asked, read_program()), catalogue)
        key = _make_key(job.task, digests[catalogue])
        plan.keys[name] = key
        plan.jobs.setdefault(key, job)
    return plan._replace(catalogues=catalogues)


def _find_catalogue(value: Any, catalogues: dict[str, Catalogue | Faults | None]) -> str:
    """The name of the catalogue that a document is priced by, which is found where it is new."""
    asked: list[str] = []

    def note(price_list: str) -> None:
        asked.append(price_list)

    with suppress(Faults):
        parse(value, note)
    if not asked:
        return NO_CATALOGUE
    name = f"{asked[0]} as known {value.get('known_on') or 'now'}"
    if name not in catalogues:
        try:
            catalogues[name] = make_finder(value)(asked[0])
        except Faults as refused:
            catalogues[name] = refused
    return name


def _write_digest(catalogue: Catalogue | Faults | None) -> str:
    """The checksum of what a catalogue says, whichever change it was made by."""
    content: object = str(catalogue)
    if isinstance(catalogue, Catalogue):
        content = (
            catalogue.price_list,
            catalogue.currency,
            catalogue.schemes,
            catalogue.prices,
            catalogue.assumptions,
            catalogue.rates.rows,
        )
    return hashlib.sha256(repr(content).encode("utf-8", "surrogatepass")).hexdigest()


def _make_key(task: Task, catalogue: str) -> str:
    document = hashlib.sha256(task.document).hexdigest()
    return hashlib.sha256(
        repr((document, catalogue, task.asked, task.program)).encode()
    ).hexdigest()
