"""What a buyer must have or must not have: a vendor, a scheme, a token, a role."""

from __future__ import annotations

from typing import NamedTuple

from ...faults import Fault, holds, make_fault, name_hint
from ...market import Market, Scheme, list_brought, list_provided
from ...vocabulary import GOALS, HOSTED, is_of_hosts

KINDS = ("vendor", "scheme", "token", "role")
MOST_WISHES = 12
# Whom a role must serve where it must be there, by delivery; all others everybody.
_OFF_THE_DESK = ("vdi", "session", "cloud")
NEEDED_BY = {
    **dict.fromkeys(("hypervisor", "vm_management", "server_os", "storage"), HOSTED),
    **dict.fromkeys(("broker", "server_cal", "session_cal", "graphics", "protocol"), _OFF_THE_DESK),
    **dict.fromkeys(("cloud_desktop", "cloud_compute", "cloud_storage"), ("cloud",)),
}


class Wish(NamedTuple):
    """One wish.

    It is there where one scheme of the stack is of that vendor or role, brings the token, or is it.

    A role that must be there must serve every group that needs it, a token every group that is not
    on a PC, or one of hosts every group on hosts; or all where there is no such group.
    """

    must: bool
    kind: str
    name: str

    def names(self, scheme: Scheme, runs_hosts: bool = True) -> bool:
        """Whether a scheme, which runs hosts or not, is what the wish names."""
        if self.kind == "token":
            return self.name in list_brought(scheme, scheme if runs_hosts else None)
        return (
            self.name
            == {"vendor": scheme.vendor, "scheme": scheme.id, "role": scheme.role}[self.kind]
        )

    @property
    def is_for_everyone(self) -> bool:
        """Whether each group must be served."""
        return self.must and self.kind in ("token", "role")

    def asks_for(self, delivery: str) -> bool:
        """Whether a group on a delivery must be served, where each must."""
        if self.kind == "role":
            return delivery in NEEDED_BY.get(self.name, GOALS)
        if is_of_hosts(self.name):
            return delivery in HOSTED
        return delivery != "pc"

    @property
    def text(self) -> str:
        """As it is written.

        >>> Wish(True, "token", "live_migration").text
        'token:live_migration'
        """
        return f"{self.kind}:{self.name}"


def known_names(market: Market) -> dict[str, list[str]]:
    """What can be wished for on that day, by kind."""
    schemes = [market.catalogue.schemes[name] for name in market.prices]
    return {
        "vendor": sorted({scheme.vendor for scheme in schemes if scheme.vendor}),
        "scheme": sorted(scheme.id for scheme in schemes),
        "token": sorted(list_provided(schemes)),
        "role": sorted({scheme.role for scheme in schemes}),
    }


def read_wish(text: str, must: bool, market: Market, path: str) -> Wish | Fault:
    """The wish that a text at a path says, with its kind or without; else what is wrong with it."""
    known = known_names(market)
    day = market.day.isoformat()
    kind, colon, name = text.partition(":")
    if colon and kind in KINDS:
        if name in known[kind]:
            return Wish(must, kind, name)
        if kind == "scheme" and name in market.catalogue.schemes:
            return Fault(path, holds(text), f"is not on sale on {day} ({market.when_sold(name)})")
        return make_fault(
            path, holds(text), f"names no {kind} on sale on {day}", name_hint(name, known[kind])
        )
    for kind in ("scheme", "token", "vendor", "role"):
        if text in known[kind]:
            return Wish(must, kind, text)
    if text in market.catalogue.schemes:
        return Fault(path, holds(text), f"is not on sale on {day} ({market.when_sold(text)})")
    everything = [name for names in known.values() for name in names]
    words = f"names no vendor, scheme, token or role on sale on {day}"
    return make_fault(path, holds(text), words, name_hint(text, everything))
