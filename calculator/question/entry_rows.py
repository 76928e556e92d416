"""One entry of a stack as a row: what it is, whom it counts for, what it costs, and its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from calculator import formats
from calculator.question.address import bracketed
from calculator.question.address.members import entry_parts, mapping
from calculator.question.fields import FormField, objects, per_words, price_words, texts
from calculator.question.purchase_fields import Purchase, PurchaseForm, list_price
from pricing.engine.answer import ScenarioAnswer
from pricing.engine.bill import Row
from pricing.engine.cheaper import cheaper_of
from pricing.engine.figures import Line
from pricing.engine.findings import scheme_words, token_words
from pricing.engine.market import Market, Scheme
from pricing.engine.prices import discount_of_list
from pricing.engine.vocabulary import UNITS

YES_OR_NO = {"yes": "yes", "no": "no"}
SHARE_OF_THE_FLEET = {"device": "desktops", "user": "users"}


@dataclass(frozen=True)
class EntryRow:
    """One entry of a stack, in words and fields. `place` is where it stands, from 1.

    `rival` is an entry before it that does the same part, and so comes first where both could.
    """

    role: str
    place: int
    rival: str
    name: str
    link: str
    scheme_id: str
    scheme: FormField
    needs: str
    brings: str
    count: str
    whom: str
    cheaper: str
    serves: str
    groups: list[tuple[str, FormField]]
    price: str
    per: str
    recalled: bool
    when: str
    quantity: FormField
    extra: FormField
    discount: FormField
    purchase: Purchase
    amount: str

    @property
    def has_wrong_group(self) -> bool:
        """Whether one of the choices whom it serves has a fault."""
        return any(choice.fault for _, choice in self.groups)


class EntryForm(PurchaseForm):
    """The rows of entries, and what the answer says of them."""

    def _make_entry_row(self, place: int, position: int, entry: Any) -> EntryRow:
        parts = entry_parts(entry)
        scheme_id = str(parts.get("scheme", ""))
        path = f"scenarios.{place}.stack.{position}"
        scheme = self._find_scheme(scheme_id)
        market = self._find_market_of(place)
        price, when = None, ""
        if market:
            price = market.price(scheme_id)
        if market and price is None:
            when = formats.with_days(market.when_sold(scheme_id))
        name = scheme_id
        if scheme:
            name = scheme_words(scheme)
        lines = [line for line in list_bought(self._find_answer(place)) if line.scheme == scheme_id]
        count, whom = self._tell_counted(place, position, scheme, lines)
        served = formats.listed(texts(parts.get("groups"))) or "nobody"
        serves = f"Serves {served} only"
        if parts.get("groups") is None:
            serves = "Serves all groups"
        if whom == served:
            whom = ""  # said already
        groups = []
        if scheme is None or scheme.role != "server":
            groups = self._make_choice_of_groups(place, path, name, parts)
        amount = formats.NOTHING
        if lines:
            amount = formats.money(sum_lines(lines))
        return EntryRow(
            **_tell_scheme(scheme),
            place=position + 1,
            rival="",
            name=name,
            link=self._write_link(scheme, market),
            scheme_id=scheme_id,
            scheme=self._make_field(
                f"{path}.scheme",
                f"Scheme of entry {position + 1}",
                parts.get("scheme", ""),
                scheme_id,
            ),
            count=count,
            whom=whom,
            cheaper=self._tell_cheaper(self._find_row(place, position)),
            serves=serves,
            groups=groups,
            price=list_price(price, scheme, parts.get("term")),
            recalled=price is not None and price.confidence == "recalled",
            when=when,
            quantity=self._make_entry_field(
                path, name, "quantity", "instead of the count", parts, "as counted", "in all"
            ),
            extra=self._make_entry_field(
                path, name, "extra", "on top of the count", parts, "none", "on top"
            ),
            discount=self._make_discount(place, scheme_id, name),
            purchase=self.make_purchase(
                place, path, name, parts, scheme, self._find_row(place, position)
            ),
            amount=amount,
        )

    def _find_scheme(self, scheme_id: str) -> Scheme | None:
        if self.catalogue:
            return self.catalogue.schemes.get(scheme_id)
        return None

    def _write_link(self, scheme: Scheme | None, market: Market | None) -> str:
        """The address of a scheme's page among the prices of the day; nothing of one that has no
        page.
        """
        if scheme is None or "/" in scheme.id or not self._is_shipped:
            return ""
        day = ""
        if market:
            day = f"?{urlencode({'price_date': market.day.isoformat()})}"
        return f"/prices/{scheme.id}/{day}"

    def _make_choice_of_groups(
        self, place: int, path: str, name: str, parts: Mapping[str, Any]
    ) -> list[tuple[str, FormField]]:
        """Yes or no for each group: whether the entry serves it.

        A fault of the choice stands at its first.
        """
        before = objects(
            self._find_base_member("scenarios", place, self.scenarios[place]).get("stack")
        )
        had = next(
            (entry.get("groups") for entry in before if entry.get("scheme") == parts.get("scheme")),
            None,
        )
        fault = self.faults.get(bracketed(f"{path}.groups"))
        made = []
        for group in (str(group.get("name", "")) for group in self.groups):
            served, was = _tell_yes_or_no(parts.get("groups"), group), _tell_yes_or_no(had, group)
            choice = self._make_select(
                f"{path}.groups.{group}", f"{name} serves {group}", served, was, YES_OR_NO
            )
            if fault and not made:
                choice = replace(choice, fault=fault)
            made.append((group, choice))
        return made

    @property
    def _is_shipped(self) -> bool:
        """Whether the schemes are those of the site's own price list, which has a page for each."""
        return "catalogue" not in self.document

    def _make_discount(self, place: int, scheme_id: str, name: str) -> FormField:
        """The discount of the one scheme, from 0 to 1; empty, that of its vendor or of all
        counts, else what the list takes off.
        """
        scenario = self.scenarios[place]
        given = mapping(scenario.get("discounts"))
        before = mapping(self._find_base_member("scenarios", place, scenario).get("discounts"))
        scheme, wider = self._find_scheme(scheme_id), ["*"]
        if scheme:
            wider = [scheme.vendor, "*"]
        follows = next((str(given[key]) for key in wider if key in given), "")
        market = self._find_market_of(place)
        if not follows and market:
            follows = f"{discount_of_list(market.price(scheme_id)):f}"
        return self._make_field(
            f"scenarios.{place}.discounts.{scheme_id}",
            f"{name}: discount",
            given.get(scheme_id, ""),
            before.get(scheme_id, ""),
            placeholder=follows or "0",
            unit="share",
        )

    def _tell_counted(
        self, place: int, position: int, scheme: Scheme | None, lines: list[Line]
    ) -> tuple[str, str]:
        """How many are counted in year 1, of how many, and for which groups."""
        answer = self.state.answer
        if answer is None or scheme is None:
            return "", ""
        fleet = answer.question.fleet
        groups = answer.evaluation.bill.coverages[place].counts[position]
        whom = ""
        if len(groups) < len(fleet):
            whom = formats.listed([fleet[g].name for g in groups])
        quantity = next((line.quantity[0] for line in lines if line.quantity), None)
        if not groups:
            return "for nobody", "not eligible, or another does its part"
        if quantity is None:
            return "", whom
        noun = SHARE_OF_THE_FLEET.get(scheme.metric)
        if noun:
            counts = getattr(answer.evaluation.fleet, noun)
            return f"{quantity:,} of {int(counts[:, 0, 0].sum()):,} {noun}", whom
        return formats.count(quantity, *UNITS[scheme.metric]), whom

    def _tell_cheaper(self, row: Row | None) -> str:
        """A cheaper licence that would do for some of those whom an entry counts, in words."""
        cheaper = None
        if self.state.answer and row:
            cheaper = cheaper_of(self.state.answer.evaluation, row)
        if cheaper is None:
            return ""
        price = price_words(cheaper.amount, cheaper.scheme)
        return (
            f"a cheaper licence fits {cheaper.units:,} of these: {scheme_words(cheaper.scheme)}, "
            f"{price}"
        )

    def _find_row(self, place: int, position: int) -> Row | None:
        answer = self.state.answer
        if answer:
            return answer.evaluation.bill.rows_of[place][position]
        return None

    def _find_answer(self, place: int) -> ScenarioAnswer | None:
        answer = self.state.answer
        if answer is not None and place < len(answer.scenarios):
            return answer.scenarios[place]
        return None


def _tell_scheme(scheme: Scheme | None) -> dict[str, str]:
    """What a row says of its scheme; nothing where there is none."""
    if scheme is None:
        return dict.fromkeys(("role", "needs", "brings", "per"), "")
    return {
        "role": scheme.role,
        "needs": formats.listed([token_words(token) for token in scheme.requires]),
        "brings": formats.listed([token_words(token) for token in scheme.provides]),
        "per": per_words(scheme),
    }


def list_bought(answer: ScenarioAnswer | None) -> list[Line]:
    """The lines of the stack's schemes, maintenance included."""
    if answer and answer.figures:
        return [line for line in answer.figures.lines if line.scheme]
    return []


def _tell_yes_or_no(groups: Any, group: str) -> str:
    """Whether a group is among those that an entry names; all are, where it names none."""
    if groups is None or group in texts(groups):
        return "yes"
    return "no"


def sum_lines(lines: list[Line]) -> int | None:
    """What lines cost a desktop and month; None where no desktop stands."""
    amounts = [line.amounts.desktop_month for line in lines]
    if None in amounts:
        return None
    return sum(amount for amount in amounts if amount is not None)
