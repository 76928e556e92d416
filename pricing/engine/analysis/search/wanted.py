"""Which schemes can matter to whom.

What nobody can use, and what only adds something, has no place in the space.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isfinite

from ...market import Scheme
from ...vocabulary import FRONTLINE_PLAN, FRONTLINE_WORKERS, HOSTED, HYPERVISOR, SEAT_METRICS
from .bits import speaks
from .money import Money
from .space import DESK, SERVER, Part, Space
from .wishes import Wish


class Wanted:
    """`on[scheme]`: the kinds of desks on which it can matter; no others have a place in the space.

    It can be used where somebody brings each token that it requires. It matters where it brings
    what a goal, another that matters, or a wish asks for; or moves a cost: sizes hosts, says a
    bandwidth, draws other power on the desk, gives units of another role, or gets cheaper by the
    volume.
    """

    def __init__(self, money: Money, frame: Space, wishes: Sequence[Wish]) -> None:
        self.market, self.kinds = frame.market, frame.kinds
        self.must = [wish for wish in wishes if wish.must]
        self.deliveries = {f"delivery:{kind.delivery}" for kind in self.kinds}
        self.schemes = [self.market.catalogue.schemes[name] for name in sorted(self.market.prices)]
        self.kbps = {s: float(s.attributes["session_kbps"]) for s in self.schemes if speaks(s)}
        self.highest_kbps = max(self.kbps.values(), default=0.0)
        self.own_kbps, self.a_kbps = money.bandwidth()
        self._find_usable()
        self._find_lowest(money)
        self._find_wanted()

    def _find_usable(self) -> None:
        """Where every token that a scheme requires may come from somebody: on which kinds, else
        nowhere.
        """
        places = {*range(len(self.kinds))}
        frontline = {place for place in places if FRONTLINE_WORKERS in self.kinds[place].own}
        self.usable = {
            s: {*(frontline if FRONTLINE_PLAN in s.provides else places)} for s in self.schemes
        }
        moving = True
        while moving:
            moving = False
            for scheme in self.schemes:
                if not scheme.requires or not self.usable[scheme]:
                    continue
                left = {place for place in self.usable[scheme] if self._is_met(scheme, place)}
                moving = moving or left != self.usable[scheme]
                self.usable[scheme] = left

    def _is_met(self, scheme: Scheme, place: int) -> bool:
        is_seat = scheme.metric in SEAT_METRICS
        for token in scheme.requires:
            if token in (self.kinds[place].own if is_seat else self.deliveries):
                continue
            others = (s for s in self._find_bringing(token) if s is not scheme)
            if not any(
                self.usable[s] if not is_seat or not _is_seat(s) else place in self.usable[s]
                for s in others
            ):
                return False
        return True

    def _find_bringing(self, token: str) -> Sequence[Scheme]:
        return self.market.providers.get(token, ())

    def _find_lowest(self, money: Money) -> None:
        """Of seat schemes that move a cost, the least that one more kind of desk makes them cost
        more.
        """
        moving = {
            s: self.usable[s]
            for s in self.schemes
            if _is_seat(s) and self.usable[s] and self._moves_a_cost(s)
        }
        self.seat_money = money.of_sets(moving)
        self.lowest: dict[tuple[Scheme, int], float] = {}
        for (scheme, kinds), cost in self.seat_money.items():
            for place in kinds:
                rest = tuple(kind for kind in kinds if kind != place)
                more = inf
                if isfinite(cost):
                    more = cost - (self.seat_money[Part(scheme, rest)] if rest else 0.0)
                self.lowest[scheme, place] = min(self.lowest.get((scheme, place), inf), more)

    def _moves_a_cost(self, scheme: Scheme) -> bool:
        price = self.market.price(scheme.id)
        by_volume = scheme.tier_mode == "volume" and price is not None and bool(price.tiers)
        return speaks(scheme) or by_volume or (scheme.role == DESK and "watts" in scheme.attributes)

    def _saves(self, scheme: Scheme, place: int) -> bool:
        """Whether a scheme can save more on a kind of desk than it costs there: by the bandwidth
        that it says, or since its volume makes it cheaper.
        """
        least = 0.0
        if _is_seat(scheme):
            least = self.lowest.get((scheme, place), inf)
        if scheme not in self.kbps:
            return least < 0
        if self._saved(scheme, place, self.highest_kbps) <= least:
            return False  # not even where the others are all there, as most of them are not
        others = (
            kbps for s, kbps in self.kbps.items() if s is not scheme and place in self.on.get(s, ())
        )
        return self._saved(scheme, place, max(others, default=0.0)) > least

    def _saved(self, scheme: Scheme, place: int, kbps: float) -> float:
        """What the bandwidth that a scheme says can save on a kind of desk where others say so
        much.
        """
        return float((max(self.own_kbps[place], kbps) - self.kbps[scheme]) * self.a_kbps[place])

    def _find_wanted(self) -> None:
        self.on: dict[Scheme, set[int]] = {}
        self.tokens = [set(kind.goals) - {DESK} for kind in self.kinds]
        self.anywhere: set[str] = set()
        self.roles: set[str] = set()
        moving = True
        while moving:
            moving = False
            for scheme in self.schemes:
                known = self.on.get(scheme, set())
                new = {
                    place for place in self.usable[scheme] - known if self._matters(scheme, place)
                }
                if new:
                    self._take(scheme, new)
                    moving = True

    def _take(self, scheme: Scheme, places: set[int]) -> None:
        self.on.setdefault(scheme, set()).update(places)
        self.roles.add(scheme.role)
        if not _is_seat(scheme):
            self.anywhere.update(token for token in scheme.requires if token not in self.deliveries)
            return
        for place in places:
            self.tokens[place].update(
                token for token in scheme.requires if token not in self.kinds[place].own
            )

    def _matters(self, scheme: Scheme, place: int) -> bool:
        kind = self.kinds[place]
        return (
            any(token in self.tokens[place] or token in self.anywhere for token in scheme.provides)
            or any(wish.names(scheme) for wish in self.must)
            or any(role in self.roles for role in scheme.includes)
            or (scheme.role == SERVER and any(each.delivery in HOSTED for each in self.kinds))
            or (HYPERVISOR in scheme.provides and kind.delivery == "vdi")
            or (scheme.role == DESK and DESK in kind.goals)
            or self._saves(scheme, place)
        )


def _is_seat(scheme: Scheme) -> bool:
    return scheme.metric in SEAT_METRICS
