"""Small purchases about one rule each.

A hundred seats, or so many hosts, in which only one scheme costs anything.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pricing.engine.answer import answer
from pricing.engine.answer_document import answer_document
from pricing.engine.read_question import parse

Record = dict[str, Any]

CASES = Path(__file__).parent / "cases" / "spec"
NOTHING = json.loads((CASES / "lines-of-ones-own.json").read_text(encoding="utf-8"))["catalogue"][
    "assumptions"
]
SERVER = {"sockets": 2, "cores_per_socket": 6, "ram_gb": 64}


def scheme(metric: str = "user", charge: str = "subscription", **fields: Any) -> Record:
    """The one scheme that a case is about."""
    role = fields.pop("role", "service")
    return {
        "id": "it",
        "vendor": "Example",
        "role": role,
        "metric": metric,
        "charge": charge,
        **fields,
    }


def asked(
    it: Record, *, prices: Any = "100.00", entry: Record | None = None, **fields: Any
) -> Record:
    """A hundred seats for four years, in which only the scheme costs anything."""
    rows = [("2007-01-01", prices)] if isinstance(prices, str) else prices
    scenario = {"name": "One", "delivery": "pc", "stack": [{"scheme": "it", **(entry or {})}]}
    scenario |= fields.pop("scenario", {})
    assumptions = {"labour_inflation": "0", **fields.pop("assumptions", {})}
    group = {"name": "All", "desktops": 100} | fields.pop("group", {})
    catalogue = {
        "schemes": [it, *fields.pop("schemes", [])],
        "prices": [{"scheme": "it", "valid_from": day, "amount": amount} for day, amount in rows],
        "assumptions": NOTHING,
    }
    catalogue["prices"] += [
        {"scheme": other["id"], "valid_from": "2007-01-01", "amount": "0"}
        for other in catalogue["schemes"][1:]
    ]
    document = {
        "price_date": "2008-01-31",
        "horizon_years": 4,
        "fleet": [group],
        "scenarios": [scenario],
    }
    return document | {"assumptions": assumptions, "catalogue": catalogue} | fields


def on_hosts(it: Record, entry: Record | None = None, hosts: int = 3) -> Record:
    """So many hosts of two sockets with six cores each."""
    server = {
        "id": "server",
        "vendor": "Example",
        "role": "server",
        "metric": "host",
        "charge": "perpetual",
    }
    stack = ["server", {"scheme": "it", **(entry or {})}]
    return asked(
        it,
        schemes=[server | {"attributes": SERVER}],
        scenario={"delivery": "vdi", "stack": stack},
        group={"desktops": hosts},
        assumptions={"knowledge.ram_gb": "64", "knowledge.vcpu": "0"},
    )


def priced(document: Record) -> Record:
    """The answer of the first scenario."""
    scenario: Record = answer_document(answer(parse(document, lambda _: None)))["scenarios"][0]
    return scenario


def line(document: Record, key: str = "it") -> Record:
    """One of its lines."""
    [found] = [line for line in priced(document)["lines"] if line["key"] == key]
    return found


def paid(document: Record, key: str = "it") -> list[float]:
    """What a line costs by column; nothing where it is left out."""
    found = [line["cash_flow"] for line in priced(document)["lines"] if line["key"] == key]
    return [float(money) for money in found[0]] if found else []


def kinds(document: Record) -> list[str]:
    """What its findings are about."""
    return [finding["kind"] for finding in priced(document)["findings"]]
