"""Programs that keep inventories, known by the heads of their exports; what columns are for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Program(NamedTuple):
    """A program by heads that its exports all have, in small letters.

    `without`: what its export lacks of the desktops, in a sentence; "" where they are there.
    """

    heads: frozenset[str]
    name: str
    without: str = ""


PROGRAMS = (
    Program(frozenset({"vm", "powerstate"}), "RVTools"),
    Program(
        frozenset({"datacenter", "cluster"}),
        "RVTools",
        "This is a tab of hosts, not of machines: open the tab vInfo, or the whole workbook.",
    ),
    Program(frozenset({"device name", "last check-in"}), "Intune"),
    Program(frozenset({"device name", "primary user upn"}), "Intune"),
    Program(frozenset({"asset tag", "model"}), "Snipe-IT"),
    Program(frozenset({"entity", "status"}), "GLPI"),
)


class Role(NamedTuple):
    """What a column is for: its label on a page, and heads that such columns have."""

    label: str
    heads: tuple[str, ...]


ROLES: Mapping[str, Role] = {
    "serial": Role(
        "Serial number",
        ("serial number", "serial", "serial no.", "serialnumber", "vm uuid", "seriennummer"),
    ),
    "system": Role(
        "Operating system",
        (
            *("os", "operating system", "operating system - name", "os name"),
            *("os according to the configuration file", "os according to the vmware tools"),
        ),
    ),
    "kind": Role("Kind of device", ("category", "type", "device type", "asset type", "kind")),
    "model": Role("Model", ("model", "model name", "device model")),
    "status": Role("Status", ("status", "state", "device state", "lifecycle status")),
    "owner": Role("Ownership", ("ownership", "device ownership")),
    "name": Role(
        "Name of the device",
        ("device name", "asset tag", "name", "vm", "computer name", "computername", "hostname"),
    ),
    "user": Role(
        "User",
        (
            *("primary user upn", "primary user email address", "user", "checked out to"),
            *("alternate username", "assigned to", "user name", "username"),
        ),
    ),
    "template": Role("Template of machines", ("template",)),
    "placeholder": Role("Placeholder of another site", ("srm placeholder",)),
}
# What groups are made by where nobody says: the first of these columns that holds something.
GROUP_HEADS = (
    *("department", "location", "site", "office", "default location", "cluster", "folder"),
    *("category", "entity", "company", "business unit", "model", "os", "operating system"),
)


def name_head(head: str) -> str:
    """A head as heads are compared: small letters, single blanks."""
    return re.sub(r"\s+", " ", head).strip().lower()


def find_program(heads: Iterable[str]) -> Program | None:
    """The program that wrote a table of these heads; None where none is known."""
    known = {name_head(head) for head in heads}
    return next((program for program in PROGRAMS if program.heads <= known), None)


def guess_columns(heads: Sequence[str]) -> dict[str, str]:
    """The column of each role by its head; a role without one is left out."""
    known = {name_head(head): head for head in reversed(heads)}
    found = {
        role: next((known[head] for head in each.heads if head in known), None)
        for role, each in ROLES.items()
    }
    return {role: head for role, head in found.items() if head is not None}


def list_group_columns(heads: Sequence[str]) -> list[str]:
    """Columns by which groups may be made, the likeliest first."""
    known = {name_head(head): head for head in reversed(heads)}
    return [known[head] for head in GROUP_HEADS if head in known]
