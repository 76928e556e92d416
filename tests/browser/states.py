"""The states of the page that screenshots show and tests go through."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import NamedTuple

from playwright.sync_api import Page, expect

from calculator.question.address import query
from pricing.portfolio.results import write_table
from pricing.presets import preset
from tests.inventories import INTUNE, INTUNE_ROWS, write_csv
from tests.pricing.portfolios import RESULTS

from .page import press

Act = Callable[[Page], None]


class State(NamedTuple):
    """An address, and what a reader does there."""

    address: str = "/"
    act: Act | None = None
    has_script: bool = True


# What is asked for, or will be once a search has gone so far.
ASKED = ".htmx-request, #results.waiting, [hx-trigger^=load]"
# Charts of which the traces are drawn as they stand beside them, not dressed anew.
AS_GIVEN = "#plot-by-category, #plot-ahead, #plot-years, #plot-crossover, #plot-map"
# Whether every chart that is seen is drawn, those with the figures as they are after a change.
DRAWN = """(as_given) => [...document.querySelectorAll("[data-figure], [data-history]")].every(
  (plot) => {
    if (!plot.checkVisibility({ visibilityProperty: true }) || !plot.offsetWidth) return true;
    if (!plot.querySelector(".main-svg")) return false;
    const text = document.getElementById(plot.dataset.figure)?.textContent;
    if (!text || !plot.matches(as_given)) return true;
    const values = (trace) => JSON.stringify([trace.x, trace.y, trace.z]);
    // A trace that is hidden is not drawn, and one of several scenarios perhaps in part.
    return JSON.parse(text).data.every(({ name, meta, ...given }) => {
      const drawn = plot.data.filter((trace) => trace.name === name).map(values);
      return !drawn.length || Array.isArray(meta) || drawn.includes(values(given));
    });
  }
)"""


def is_answered(page: Page) -> None:
    """Waits until nothing is asked for any more."""
    expect(page.locator(ASKED)).to_have_count(0)


def is_ready(page: Page) -> None:
    """Waits until nothing is asked for any more and every chart is drawn."""
    is_answered(page)
    page.wait_for_function(DRAWN, arg=AS_GIVEN)


def show(page: Page, state: State) -> None:
    """Brings a page into a state."""
    response = page.goto(state.address)
    assert response, state.address
    assert response.ok, state.address
    if state.act:
        state.act(page)
    page.wait_for_load_state()
    if state.has_script:
        is_ready(page)


def open_question(page: Page) -> None:
    """Narrow screens fold the whole question away."""
    fold = page.locator(".mobile-fold")
    if fold.get_attribute("open") is None:
        fold.locator("> summary").click()


def opened(*folds: str) -> Act:
    """Opens folds, one in the other; each is named by its summary."""

    def act(page: Page) -> None:
        open_question(page)
        for fold in folds:
            page.locator("details > summary").filter(has_text=fold).first.click()
        # A stack comes when it is unfolded.
        expect(page.locator("details[open] > [name=unfold]")).to_have_count(0)

    return act


def helped(page: Page) -> None:
    """The help of a field, with the source of its typical value."""
    opened("People")(page)
    page.get_by_label("An administrator's pay", exact=True).focus()
    page.locator(".help:visible summary").click()


def faulty(page: Page) -> None:
    """Two entries that can't be used, one of them in a fold."""
    open_question(page)
    page.get_by_label("Office", exact=True).fill("8o0")
    page.get_by_label("Over", exact=True).fill("99")
    expect(page.locator("#faults li")).to_have_count(2)


def what_if(page: Page) -> None:
    """The hypervisor becomes free in a copy."""
    open_question(page)
    page.get_by_role("button", name="the hypervisor, or its bundle, is free").click()
    expect(page.locator("#costs thead th")).to_have_count(9)


def tables(page: Page) -> None:
    """The figures of the charts as tables."""
    for summary in page.locator("figure summary").all():
        summary.click()


def years(page: Page) -> None:
    """The costs through the years, opened."""
    page.locator("#years > summary").click()
    expect(page.locator("#plot-years")).to_be_visible()


def answered(page: Page) -> None:
    """A supplier's answer to the request of the second scenario: two prices, one dearer."""
    request = page.request.get(page.url.replace("/supplier", "/request.csv") + "&scenario=2")
    rows = list(csv.reader(io.StringIO(request.body().decode("utf-8-sig"))))
    price, day = rows[0].index("pack_price"), rows[0].index("valid_until")
    for row, amount in zip(rows[2:4], ("13800.00", "24.10"), strict=True):
        row[price], row[day] = amount, "2008-12-31"
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows(rows)
    content = file.getvalue().replace(".00", ",00").replace("24.10", "24,10").encode()
    page.get_by_label("File from the supplier").set_input_files(
        {"name": "offer.csv", "mimeType": "text/csv", "buffer": content}
    )
    press(page, "Read it")
    expect(page.get_by_role("heading", name="3. What it changes")).to_be_visible()


def summed(page: Page) -> None:
    """The results of a portfolio, opened."""
    results = {"name": "results.csv", "mimeType": "text/csv", "buffer": write_table(RESULTS)}
    page.get_by_label("The .csv file of the results").set_input_files(results)
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_role("heading", name="Outliers")).to_be_visible()


def counted(page: Page) -> None:
    """An export of Intune, counted into groups.

    Before its scripts are there the page sends the form as a page without scripts does.
    """
    page.wait_for_load_state()
    page.get_by_label("File", exact=True).set_input_files(
        {
            "name": "devices.csv",
            "mimeType": "text/csv",
            "buffer": write_csv(INTUNE, INTUNE_ROWS),
        }
    )
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", name="4. Take them over")).to_be_visible()


def many_scenarios(count: int, look: str = "/") -> str:
    """The address of a look at a comparison of so many scenarios."""
    names = [scenario["name"] for scenario in preset("autumn-2008")["scenarios"]]
    shipped = len(names)
    copies = [f"{names[i % shipped]}, variant {i // shipped + 1}" for i in range(shipped, count)]
    whole = [(f"scenarios.{i}", _without_name(i % shipped)) for i in range(shipped, count)]
    return f"{look}?" + query([("scenarios", json.dumps([*names[:count], *copies])), *whole])


def tie() -> str:
    """The address of where it turns with the cheapest scenario twice."""
    names = [scenario["name"] for scenario in preset("autumn-2008")["scenarios"]]
    return "/where?" + query(
        [
            ("scenarios", json.dumps([*names, "XenApp again"])),
            (
                f"scenarios.{len(names)}",
                _without_name(names.index("Terminal Services with XenApp")),
            ),
        ]
    )


def _without_name(place: int) -> str:
    scenario = {
        key: value
        for key, value in preset("autumn-2008")["scenarios"][place].items()
        if key != "name"
    }
    return json.dumps(scenario, separators=(",", ":"), default=str)


LONG_NAMES = [
    ("fleet.0.name", "Datenverarbeitungsabteilung"),
    ("fleet.1.name", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten"),
    ("fleet.2.name", "👩🏽‍💻 فريق الهندسة والتصميم"),
    ("scenarios.1.name", "Bundesrechenzentrumsvirtualisierung"),
    ("scenarios.2.name", "سطح مكتب افتراضي على Hyper-V المجاني"),
    ("scenarios.3.name", "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"),
    ("scenarios.4.name", "Terminal Services 🖥️ with XenApp, as the works council has agreed to it"),
]
NAMES = "?" + query([("preset", "autumn-2008"), *LONG_NAMES])
EVERY_WAY = "/cheapest?" + "&".join(
    f"give={group}.{way}" for group in range(3) for way in ("pc", "vdi", "session")
)
IN_ALL = "&of=all&per=horizon"
LARGE = "/?by=year&fleet.0.desktops=600000" + IN_ALL
FINDINGS = "/?price_date=2011-01-01"
LICENCES = "/?open=licences.2"
MOVING_IN = {"name": "Moving in", "category": "roll_out", "amount": "12000", "source": "Offer 12"}
OFFERS = "/?" + query(
    [
        ("scenarios.1.prices.ms-vecd-sa.net", "20"),
        ("scenarios.1.prices.vmw-vdi-enterprise.net", "13500;13000"),
        ("scenarios.1.stack.0.owned", "2"),
        ("scenarios.1.assumptions.vdi.project_cost", "60000"),
        ("scenarios.1.own_lines", json.dumps([MOVING_IN])),
        ("residual_value", "straight_line"),
    ]
)

STATES: dict[str, State] = {
    "opening": State(),
    "erp": State(act=opened("A quote for an ERP system")),
    "january-2008": State("/?preset=january-2008"),
    "today": State("/?preset=today"),
    "lines": State("/?open=licences"),
    "explanation": State(LICENCES),
    "explanation-people": State("/?open=people.3"),
    "explanation-servers": State("/?open=servers_storage.2"),
    "by-year": State("/?by=year&of=all&per=horizon"),
    "present-value": State("/?worth=present&open=sum:npv.5"),
    "cost-opened": State("/?open=sum:cost.5"),
    "rests-on": State("/?open=sum:sure"),
    "findings": State(FINDINGS),
    "mending": State("/?scenarios.1.stack.3.scheme=&scenarios.2.stack.2.scheme="),
    "fault": State(act=faulty),
    "fault-at-once": State("/?fleet.0.desktops=8o0&horizon_years=99"),
    "changed": State("/?fleet.0.desktops=800&assumptions.admin_salary=80000"),
    "what-if": State(act=what_if),
    "who": State(act=opened("Who gets what")),
    "who-edited": State(act=opened("Who gets what", "Edit Call centre")),
    "stacks": State(act=opened("Stacks", "VECD on VMware VI3")),
    "offers": State(OFFERS, act=opened("Stacks", "VECD on VMware VI3")),
    "offers-lines": State(OFFERS + "&by=line"),
    "offers-open": State(OFFERS + "&open=licences.2"),
    "offers-no-script": State(OFFERS + "&stack=2", has_script=False),
    "help": State(act=helped),
    "people": State(act=opened("People")),
    "power": State(act=opened("Power and space")),
    "growth": State(act=opened("Growth")),
    "discounts": State(act=opened("Discounts")),
    "assumptions": State(act=opened("All assumptions")),
    "tables": State(act=tables),
    "years": State(act=years),
    "years-alone": State("/through-the-years?preset=today"),
    "names": State("/" + NAMES),
    "names-lines": State(f"/{NAMES}&open=licences.2"),
    "names-who": State("/" + NAMES, act=opened("Who gets what", "Edit Donau")),
    "names-stacks": State("/" + NAMES, act=opened("Stacks", "Bundesrechen")),
    "names-sure": State("/sure" + NAMES),
    "names-where": State("/where" + NAMES),
    "names-cheapest": State("/cheapest" + NAMES),
    "names-rigged": State("/rigged" + NAMES),
    "scenarios-8": State(many_scenarios(8)),
    "scenarios-12": State(many_scenarios(12)),
    "scenarios-12-in-all": State(many_scenarios(12) + IN_ALL),
    "large": State(LARGE),
    "large-lines": State(LARGE.replace("by=year", "by=line") + "&open=licences.2"),
    "large-rigged": State("/rigged" + LARGE[1:]),
    "where": State("/where?preset=autumn-2008"),
    "where-today": State("/where?preset=today"),
    "where-seats": State(
        "/where?preset=autumn-2008&along=seats&along_from=50&along_to=2000&across=price:thin-client"
    ),
    "where-left-out": State("/where?preset=january-2008&price_date=2011-01-01"),
    "where-tie": State(tie()),
    "where-fault": State("/where?preset=autumn-2008&along_from=900&upwards=nothing"),
    "where-no-script": State("/where?preset=branch-office-50", has_script=False),
    "sure": State("/sure"),
    "sure-pair": State("/sure?swings_of=3&swings_against=1"),
    "sure-ranges": State(
        "/sure?assumptions.admin_salary=65000..90000..140000", act=opened("People")
    ),
    "sure-tables": State("/sure", act=tables),
    "sure-fault": State("/sure?uncertainty.draws=0"),
    "sure-no-script": State("/sure", has_script=False),
    "ranged": State("/?assumptions.admin_salary=65000..90000..140000"),
    "rigged": State("/rigged"),
    "rigged-days": State("/rigged?bridge_end=3&bridge_day=2008-10-31&bridge_other_day=2009-06-30"),
    "rigged-quarrel": State("/rigged?preset=idc-view-2009"),
    "rigged-findings": State("/rigged?price_date=2011-01-01"),
    "rigged-fault": State("/rigged?framed_years=1,99&framed_discount_rate=x"),
    "rigged-who": State("/rigged", opened("Who gets what")),
    "rigged-no-script": State("/rigged", has_script=False),
    "cheapest": State("/cheapest"),
    "cheapest-wishes": State("/cheapest?must=token:live_migration&must_not=vendor:VMware&best=5"),
    "cheapest-unfolded": State("/cheapest?alike=all"),
    "cheapest-none": State(
        "/cheapest?must=vendor:Citrix&must_not=role:broker&give=0.vdi&give=1.vdi&give=2.vdi"
    ),
    "cheapest-fault": State("/cheapest?best=0&must=token:live_migrtion"),
    "cheapest-no-script": State("/cheapest", has_script=False),
    "supplier": State("/supplier?preset=autumn-2008"),
    "supplier-answer": State("/supplier?preset=autumn-2008", act=answered),
    "log-in": State("/accounts/login/"),
    "rights": State("/rights/"),
    "inventory": State("/inventory?preset=autumn-2008"),
    "inventory-counted": State("/inventory?preset=autumn-2008", act=counted),
    "inventory-no-script": State("/inventory", act=counted, has_script=False),
    "portfolio": State("/portfolio/"),
    "portfolio-opened": State("/portfolio/", act=summed),
    "method": State("/method/"),
    "glossary": State("/glossary/"),
    "method-document": State("/method/document/"),
    "method-plausibility": State("/method/plausibility/"),
    "no-script": State(has_script=False),
    "prices": State("/prices/"),
    "prices-brokers": State("/prices/?role=broker"),
    "prices-today": State("/prices/?price_date=2026-10-14&vendor=Microsoft"),
    "prices-search": State("/prices/?q=xen&sort=-price&beneath=all"),
    "prices-none": State("/prices/?q=abacus"),
    "prices-fault": State("/prices/?price_date=2008-02-31&role=broker"),
    "prices-no-script": State("/prices/?role=hypervisor", has_script=False),
    "price": State("/prices/ms-vecd-sa/"),
    "price-recalled": State("/prices/vmw-vdi-enterprise/"),
    "price-ended": State("/prices/vmw-esxi/?price_date=2026-10-14"),
    "price-cloud": State("/prices/ms-w365e-2-4-128/?price_date=2026-10-14"),
    "price-unknown": State("/prices/quest-vworkspace/"),
    "price-fault": State("/prices/ms-vecd-sa/?price_date=31.10.2008"),
    "price-no-script": State("/prices/ms-vecd-sa/", has_script=False),
}
