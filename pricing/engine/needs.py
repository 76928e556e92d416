"""Which assumptions the lines of a question read, so that a missing one is a fault by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .document import Entry, Question, Scenario
from .faults import Fault, Faults
from .knobs import KNOBS, REQUIRED_KNOBS
from .market import years_after
from .vocabulary import HOSTED, HOUR_METRICS, MACHINE_METRICS

_ALWAYS = (
    "price_inflation",
    "labour_inflation",
    "energy_inflation",
    "energy_price",
    "endpoint_hours_per_year",
    "grid_co2_kg_per_kwh",
    "admin_salary",
    "cost_per_call",
    "deployment_hour_rate",
    "user_hour_cost",
    "mbps_price_month",
)
_OF_DELIVERY = (
    "desktops_per_admin",
    "calls_per_user_year",
    "deployment_hours",
    "project_cost",
    "training_hours",
    "downtime_hours_year",
    "kbps_per_session",
)
_OF_HOSTS = ("spare_hosts", "pue", "host_space_cost_year")
_OF_STORAGE = ("storage_saving", "storage_watts_per_tb", "pue")
_OF_PROFILE = {
    "vdi": ("vcpu", "ram_gb", "disk_gb"),
    "session": ("session_vcpu", "session_ram_gb", "session_disk_gb"),
    "cloud": ("session_disk_gb",),
}


def check_needed(question: Question) -> None:
    """Raises `Faults` naming each price that no rate converts, and each assumption that is read and
    nowhere given.

    A scenario with something that nothing prices gets no figures, so it reads none.
    """
    unconverted = list(_list_unconverted(question))
    if unconverted:
        raise Faults(unconverted)
    if question.market.assumptions.keys() >= REQUIRED_KNOBS:
        return
    given = (
        question.market.assumptions.keys()
        | question.assumptions.keys()
        | (KNOBS.keys() - REQUIRED_KNOBS)
    )
    faults: dict[str, Fault] = {}
    years = question.horizon_years
    priced = [
        s for s in question.scenarios if all(_may_be_priced(s, entry, years) for entry in s.stack)
    ]
    for scenario in priced:
        for name in sorted(needed_by(question, scenario) - given - scenario.assumptions.keys()):
            faults.setdefault(name, _list_missing(question, scenario, name))
    if faults:
        raise Faults(faults.values())


def _list_unconverted(question: Question) -> Iterator[Fault]:
    """Each currency, by scenario, in which alone the price of an entry is known, without a rate of
    the day.
    """
    for place, scenario in enumerate(question.scenarios):
        market = scenario.market
        until = market.day
        if question.price_changes == "known":
            until = years_after(market.day, question.horizon_years - 1)
        lacking = {
            price.currency
            for entry in scenario.stack
            if (price := market.find_unconverted(entry.scheme.id, until))
            and not _is_paid_elsewhere(scenario, entry, question)
        }
        for code in sorted(lacking):
            words = market.tell_missing_rate(code)
            yield Fault(f"scenarios[{place}]", "", words, lacks_rate_of=code)


def _is_paid_elsewhere(scenario: Scenario, entry: Entry, question: Question) -> bool:
    """Whether the list's price does not count: a quote stands in its place, or nothing is paid."""
    return entry.scheme.id in scenario.net_prices or _is_in_hand(entry, question.horizon_years)


def _list_missing(question: Question, scenario: Scenario, name: str) -> Fault:
    """Why an assumption that a scenario needs is not there: nowhere given, or in another currency
    only.
    """
    known = question.market.unconverted.get(name)
    path = f"assumptions.{name}"
    if known is None:
        return Fault(path, "", f"is needed by {scenario.name!r} and nowhere given")
    rates, day = question.market.catalogue.rates, question.market.day
    words = f"known in {known.currency} only; give it in {rates.currency}, or a rate"
    if rates.find_nearest(known.currency, day) is not None:
        words += f"; {rates.tell_missing(known.currency, day)}"
    return Fault(path, "", words, lacks_rate_of=known.currency)


def needed_by(question: Question, scenario: Scenario) -> set[str]:
    """The assumptions that one scenario's lines read."""
    names = {*_ALWAYS}
    hosted = [delivery for delivery in HOSTED if delivery in scenario.deliveries]
    if any(endpoint.startswith("existing_") for endpoint in scenario.endpoints):
        names.add("existing_pc_watts")
    if hosted:
        names.update(_OF_STORAGE)
        if scenario.server is not None:
            names.update(_OF_HOSTS)
            names.update(_find_idle_share(question, scenario))
            names.update(f"{delivery}.vcpu_per_core" for delivery in hosted)
    for group, delivery in zip(question.fleet, scenario.deliveries, strict=True):
        names.update(f"{delivery}.{stem}" for stem in _OF_DELIVERY)
        names.update(f"{group.profile}.{stem}" for stem in _OF_PROFILE.get(delivery, ()))
    for entry in scenario.stack:
        profiles = {question.fleet[g].profile for g in entry.groups}
        names.update(names_that_count(entry.scheme.metric, profiles))
    return names


def names_that_count(metric: str, profiles: Iterable[str]) -> list[str]:
    """The assumptions that make a count of hours or of shared machines; of all else, none."""
    if metric == "user_hour":
        return [f"{profile}.hours_per_month" for profile in profiles]
    if metric not in MACHINE_METRICS:
        return []
    sizes = [f"{profile}.session_{what}" for profile in profiles for what in ("vcpu", "ram_gb")]
    if metric in HOUR_METRICS:
        return [*sizes, "host_hours_per_month"]
    return sizes


def find_needed(question: Question) -> set[str]:
    """The assumptions that the lines of any scenario read."""
    return {name for scenario in question.scenarios for name in needed_by(question, scenario)}


def names_that_size_hosts(question: Question, scenario: Scenario) -> list[str]:
    """The assumptions that make the number of a scenario's hosts."""
    hosted = [delivery for delivery in HOSTED if delivery in scenario.deliveries]
    profiles = {
        f"{group.profile}.{stem}"
        for group, delivery in zip(question.fleet, scenario.deliveries, strict=True)
        for stem in _OF_PROFILE.get(delivery, ())[:2]
        if delivery in HOSTED
    }
    cores = [f"{delivery}.vcpu_per_core" for delivery in hosted]
    return [*cores, *sorted(profiles), *_find_idle_share(question, scenario), "spare_hosts"]


def names_that_size_disks(question: Question, scenario: Scenario) -> list[str]:
    """The assumptions that make the disks of a scenario, on hosts or in the cloud."""
    profiles = {
        f"{group.profile}.{stem}"
        for group, delivery in zip(question.fleet, scenario.deliveries, strict=True)
        for stem in _OF_PROFILE.get(delivery, ())[-1:]
    }
    saving = []
    if any(delivery in HOSTED for delivery in scenario.deliveries):
        saving = ["storage_saving"]
    return [*sorted(profiles), *saving]


def _may_be_priced(scenario: Scenario, entry: Entry, years: int) -> bool:
    """Whether a list or a quote says what it costs, or all of it may be in hand throughout."""
    scheme = entry.scheme.id
    has_price = scenario.market.price(scheme) is not None or scheme in scenario.net_prices
    return has_price or _is_in_hand(entry, years)


def _is_in_hand(entry: Entry, years: int) -> bool:
    return entry.is_free_where_owned and (entry.owned_years or years) >= years


def _find_idle_share(question: Question, scenario: Scenario) -> tuple[str, ...]:
    """Personal virtual desktops may stay on when nobody uses them; pooled ones are given back."""
    is_personal = any(
        delivery == "vdi" and not group.pooled
        for group, delivery in zip(question.fleet, scenario.deliveries, strict=True)
    )
    if is_personal:
        return ("vdi.idle_running_share",)
    return ()
