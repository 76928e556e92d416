"""What would mend a finding: the schemes on sale, each tried in the stack, the cheapest first."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest
from django.http import QueryDict

from calculator.parts.alternatives import Alternatives, find_alternatives
from calculator.parts.fixes import Block, find_fixes, title_of
from calculator.parts.ways import wants_desk
from calculator.question.actions import act
from calculator.question.state import State, answer_document, state_of
from pricing.engine.answer import answer
from pricing.market import catalogue
from pricing.presets import PRESETS, preset

from .markup import parsed, text_of

pytestmark = pytest.mark.usefixtures("catalogue_db")

THIN_CLIENTS_LACK_THE_RIGHT = "scenarios.1.stack.3.scheme="
NO_BROKER = "scenarios.2.stack.2.scheme="
NO_DATABASE = "scenarios.1.stack.6.scheme="
ALL_WERE_FOLLOWED = "price_date=2010-04-01"
YEARS_LATER = "price_date=2011-01-01"  # of SQL Server 2005 there was Express alone


def state(query: str) -> State:
    found = state_of(QueryDict(query))
    assert found.answer is not None, found.faults
    return found


def blocks(query: str) -> dict[str, list[Block]]:
    found = state(query)
    return dict(find_fixes(found.document, found.answer))


def test_a_comparison_without_findings_asks_for_nothing(monkeypatch):
    monkeypatch.setattr(
        "calculator.parts.trials.answer", lambda question: pytest.fail("the engine was asked")
    )
    assert blocks("") == {}


def test_a_finding_says_who_lacks_what_then_why():
    [block] = blocks(THIN_CLIENTS_LACK_THE_RIGHT)["VECD on VMware VI3"]
    assert block.facts == [
        "Call centre lacks the right to a Windows desktop on a server (300\xa0desktops)."
    ]
    assert block.why == [
        "Microsoft Vista Enterprise Centralized Desktop for Software Assurance needs a PC on the "
        "desk and "
        "Software Assurance, so it does not reach Call centre."
    ]


def test_what_is_sold_later_is_named_where_those_who_lack_it_may_have_it():
    """Software Assurance's own right needs a PC, so it does not come to thin clients."""
    [block] = blocks(THIN_CLIENTS_LACK_THE_RIGHT)["VECD on VMware VI3"]
    assert block.later.startswith(
        "Not on sale on 31\xa0October 2008: Microsoft Windows Virtual Desktop Access (from "
        "1\xa0July 2010)"
    )
    [block] = blocks("scenarios.1.stack.2.scheme=&scenarios.1.stack.3.scheme=")[
        "VECD on VMware VI3"
    ]
    assert "virtual desktop access right (included) (from 1\xa0July 2010)" in block.later


def test_the_scheme_that_would_mend_it_has_the_difference_of_the_whole_scenario():
    [block] = blocks(THIN_CLIENTS_LACK_THE_RIGHT)["VECD on VMware VI3"]
    [way] = block.ways
    assert (way.action, way.figure, way.unit) == ("add.2.ms-vecd", "+2.86", "a desktop a month")
    assert way.price == "110.00 a device a year"
    assert way.first


def test_the_figure_is_what_the_press_makes_of_the_scenario():
    before = state(THIN_CLIENTS_LACK_THE_RIGHT).answer.scenarios[1].figures.tco_per_desktop_month
    after = state("").answer.scenarios[1].figures.tco_per_desktop_month
    assert after - before == 286


def test_what_no_group_has_is_one_sentence():
    [block] = blocks(NO_BROKER)["VECD on free Hyper-V"]
    assert block.facts == ["No group has a broker (1,000\xa0desktops)."]


def test_several_groups_that_lack_the_same_are_one_sentence():
    query = f"{THIN_CLIENTS_LACK_THE_RIGHT}&fleet.2.entitlements.software_assurance=no"
    [block] = blocks(query)["VECD on VMware VI3"]
    assert block.facts == [
        "Call centre and Engineering lack the right to a Windows desktop on a server "
        "(400\xa0desktops)."
    ]


def test_three_ways_stand_first_the_cheapest_before_the_others_and_the_dearer_are_folded():
    [block] = blocks(NO_BROKER)["VECD on free Hyper-V"]
    assert [(way.action, way.figure, way.first) for way in block.ways] == [
        ("add.3.ctx-xendesktop-standard", "+0.70", True),
        ("add.3.ctx-xendesktop-advanced", "+3.30", False),
        ("add.3.ctx-xendesktop-enterprise", "+5.47", False),
    ]
    assert [(way.action, way.figure) for way in block.dearer] == [
        ("add.3.ctx-xendesktop-platinum", "+7.64")
    ]


def test_a_broker_with_hosts_of_another_maker_is_no_way():
    """VMware's bundles would size hosts that Hyper-V runs on."""
    [block] = blocks(NO_BROKER)["VECD on free Hyper-V"]
    assert [
        way.action for way in (*block.ways, *block.dearer) if way.fits and "vmw" in way.action
    ] == []


def test_a_scheme_that_lacks_one_thing_is_let_do_its_part_before_another_is_bought():
    """VMware's bundle is there and has no database: a second hypervisor would leave all without a
    broker.
    """
    hypervisor, broker, _ = blocks(NO_DATABASE)["VECD on VMware VI3"]
    databases = [
        ("add.2.ms-sql-2005-express", "+5.26"),
        ("add.2.ms-sql-2005-workgroup", "+5.27"),
        ("add.2.ms-sql-2005-standard", "+5.32"),
    ]
    for block in (hypervisor, broker):
        assert [(way.action, way.figure) for way in block.ways] == databases
        assert block.ways[0].differs.endswith("Enterprise bundle (100 desktops) do its part")
    assert [way.action for way in hypervisor.dearer] == ["add.2.ms-sql-2005-enterprise"]


@pytest.mark.parametrize(
    ("position", "first"),
    [
        (4, "add.2.ms-ws2008-std-nohv"),
        (5, "add.2.ms-ws-cal-device"),
        (6, "add.2.ms-sql-2005-express"),
    ],
)
def test_what_a_broker_of_2008_stands_on_is_offered_where_it_is_missing(position, first):
    found = blocks(f"scenarios.1.stack.{position}.scheme=")["VECD on VMware VI3"]
    ways = [block.ways[0] for block in found if block.kind == "uncovered"]
    assert [(way.action, way.left, way.first) for way in ways] == [(first, 0, True)] * 2


def test_none_cheaper_is_said_only_where_none_is(client):
    assert "1 more would do, none cheaper" in client.get(f"/?{NO_BROKER}").content.decode()
    without_windows = "scenarios.3.stack.4.scheme="
    summaries = [
        text_of(each)
        for each in parsed(client.get(f"/?{without_windows}").content.decode()).iter("summary")
    ]
    assert "6 more would do" in summaries
    assert "3 more would do, none cheaper" in summaries


@pytest.mark.parametrize(
    ("place", "position"),
    [(1, 0), (1, 3), (1, 4), (1, 5), (1, 6), (1, 8), (2, 1), (2, 2), (2, 7), (4, 1), (4, 3)],
)
def test_every_figure_is_the_difference_that_the_api_has_after_the_press(client, place, position):
    def month(document):
        found = client.post("/api/compare", document, content_type="application/json").json()[
            "scenarios"
        ][place]
        return Decimal(found["tco_per_desktop_month"]) * 100, found["compliant"]

    document = copy.deepcopy(preset("autumn-2008"))
    del document["scenarios"][place]["stack"][position]
    before, _ = month(document)
    [(_, found)] = blocks(f"scenarios.{place}.stack.{position}.scheme=").items()
    ways = [way for block in found for way in (*block.ways, *block.dearer) if way.fits]
    assert ways
    for way in ways:
        after, is_compliant = month(act(document, way.action, catalogue("us-list")))
        assert (way.more, way.left == 0) == (after - before, is_compliant)


def test_a_server_is_found_by_its_role_and_the_cheapest_is_not_the_one_of_the_lowest_price():
    [block] = blocks("scenarios.1.stack.0.scheme=")["VECD on VMware VI3"]
    assert block.facts == ["Desktops or sessions run on hosts, but the stack has no server."]
    assert [(way.name, way.price, way.figure) for way in block.ways] == [
        ("Rack server 2 × quad core, 32 GB", "10,000.00 a server, once", "+7.48"),
        ("Rack server 2 × quad core, 16 GB", "5,500.00 a server, once", "+9.88"),
        ("Rack server 2 × quad core, 64 GB", "15,000.00 a server, once", "+9.97"),
    ]


@pytest.mark.parametrize("name", sorted(path.stem for path in PRESETS.glob("*.json")))
def test_what_was_taken_out_of_a_stack_is_always_among_the_ways(name):
    """Of any entry of any preset that is sold at a list price; what is cheapest is never left
    untried.
    """
    whole, tried = preset(name), 0
    for place, scenario in enumerate(whole["scenarios"]):
        for position, entry in enumerate(scenario["stack"]):
            document = copy.deepcopy(whole)
            del document["scenarios"][place]["stack"][position]
            given, _ = answer_document(document, [])
            scheme = entry if isinstance(entry, str) else entry["scheme"]
            lacking = given and any(
                finding.kind != "unused" for finding, _ in given.scenarios[place].findings
            )
            if not lacking or scheme not in given.scenarios[place].scenario.market.prices:
                continue
            found = dict(find_fixes(document, given))[scenario["name"]]
            mending = {
                way.action
                for b in found
                for way in (*b.ways, *b.dearer)
                if way.fits and not way.left
            }
            assert f"add.{place + 1}.{scheme}" in mending, scenario["name"]
            tried += 1
    assert tried > 0


def test_a_device_is_found_by_the_desk_that_it_is_for():
    [block] = blocks("scenarios.1.stack.8.scheme=")["VECD on VMware VI3"]
    assert block.facts == ["Call centre lacks a device on the desk (300\xa0desktops)."]
    assert block.ways[0].action == "add.2.thin-client"


def test_what_does_not_fit_comes_last_with_its_reason_and_no_figure():
    """Only what stands on Software Assurance is left for desks that have none."""
    query = "scenarios.1.stack.2.scheme=&scenarios.1.stack.3.scheme=&fleet.0.endpoint=thin_client"
    query += (
        "&fleet.0.entitlements.software_assurance=no&fleet.2.entitlements.software_assurance=no"
    )
    [block] = blocks(query)["VECD on VMware VI3"]
    unfit = [way for way in block.ways if not way.fits]
    assert [way.action for way in unfit] == ["add.2.ms-vecd-sa"]
    assert unfit[0].why_not == "does not fit: it needs Software Assurance"
    assert unfit[0].figure == ""
    assert block.ways[-1] == unfit[0]


@pytest.mark.parametrize(("desktops", "first"), [(11, "express"), (12, "standard")])
def test_what_may_be_used_for_a_few_only_does_not_fit_more(desktops, first):
    """Of eleven desktops ten are in use at the peak, of twelve eleven; Express admits ten."""
    few = f"fleet.0.desktops={desktops}&fleet.1.desktops=0&fleet.1.users=0&fleet.2.desktops=0"
    [block] = blocks(f"{NO_BROKER}&{few}")["VECD on free Hyper-V"]
    fits = [way.action for way in (*block.ways, *block.dearer) if way.fits]
    assert fits[0] == f"add.3.ctx-xendesktop-{first}"
    assert ("add.3.ctx-xendesktop-express" in fits) == (first == "express")


def test_what_is_no_longer_sold_is_followed_by_its_successor():
    query = "scenarios.1.price_date=2009-06-01"
    [block] = blocks(query)["VECD on VMware VI3"]
    [way] = block.ways
    assert block.facts[0].startswith(
        "VMware Virtual Desktop Infrastructure Enterprise bundle (100 desktops) was not"
    )
    assert (way.action, way.button) == (
        "replace.2.vmw-vdi-enterprise.vmw-view-enterprise",
        "Use it instead",
    )
    assert (way.figure, way.unit) == ("81.84", "new cost, a desktop a month")


def test_several_successors_are_one_press_and_its_figure_is_the_scenario_s():
    [block] = blocks("scenarios.1.price_date=2010-01-01")["VECD on VMware VI3"]
    [way] = block.ways
    assert (way.action, way.button, way.figure) == ("successors.2", "Use all 2", "81.84")
    assert [one.action for one in block.one_by_one] == [
        "replace.2.vmw-vdi-enterprise.vmw-view-enterprise",
        "replace.2.ms-ws2008-std.ms-ws2008r2-std",
    ]
    assert {one.figure for one in block.one_by_one} == {"no figure"}


def test_what_nothing_followed_stays_and_is_counted_at_the_press():
    [block] = blocks("scenarios.1.price_date=2011-01-01")["VECD on VMware VI3"]
    [way] = block.ways
    assert (way.action, way.button, way.figure) == ("successors.2", "Use all 4", "no figure")
    assert way.unit == "until all of the stack is on sale; 1\xa0finding then"
    assert [one.action for one in block.one_by_one] == [
        "replace.2.vmw-vdi-enterprise.vmw-view-enterprise",
        "replace.2.ms-vecd-sa.ms-sa-vdi-right",
        "replace.2.ms-vecd.ms-windows-vda",
        "replace.2.ms-ws2008-std.ms-ws2008r2-std",
        "replace.2.ms-sql-2005-standard.ms-sql-2008r2-express",
    ]
    assert block.facts[-1].endswith(
        "was not on sale on 1\xa0January 2011 (ended on 1\xa0May 2010)."
    )


def test_what_is_not_on_sale_in_several_scenarios_is_said_once():
    found = blocks(YEARS_LATER)
    assert list(found) == [
        "5 of 7\xa0scenarios",
        "VECD on VMware VI3",
        "VECD on free Hyper-V",
        "Each desk its own",
    ]
    [block] = found["5 of 7\xa0scenarios"]
    assert len(block.facts) == 10
    assert block.facts[1] == (
        "Microsoft Vista Enterprise Centralized Desktop for Software Assurance was not on sale on "
        "1\xa0January 2011 (ended on 1\xa0July 2010). Microsoft Software Assurance for Windows "
        "virtual desktop access "
        "right (included) followed it. Concerns 4 scenarios."
    )
    assert block.facts[0].endswith("Concerns VECD on VMware VI3.")


def test_one_press_uses_what_followed_in_all_scenarios_and_the_others_are_one_scenario_each():
    [[block]] = blocks(ALL_WERE_FOLLOWED).values()
    assert [(way.action, way.figure, way.first) for way in block.ways] == [
        ("successors.all", "63.68 to 81.84", True),
        ("successors.2", "81.84", False),
        ("successors.3", "79.30", False),
        ("successors.4", "80.08", False),
        ("successors.5", "63.68", False),
        ("successors.6", "75.62", False),
    ]


def test_the_press_for_all_scenarios_leaves_nothing_that_is_not_on_sale():
    found = state(ALL_WERE_FOLLOWED)
    after, _ = answer_document(
        act(found.document, "successors.all", found.answer.question.market.catalogue), []
    )
    assert [s.figures.tco_per_desktop_month for s in after.scenarios[1:6]] == [
        8184,
        7930,
        8008,
        6368,
        7562,
    ]
    assert [finding for s in after.scenarios for finding in s.findings] == []


def test_the_press_for_all_scenarios_says_how_many_have_no_figure_then():
    [block] = blocks(YEARS_LATER)["5 of 7\xa0scenarios"]
    unit = "new cost, a desktop a month; 3\xa0scenarios without a figure then"
    assert (block.ways[0].figure, block.ways[0].unit) == ("63.68 to 78.43", unit)


def test_what_is_not_yet_on_sale_anywhere_is_said_once_and_offers_nothing():
    found = blocks("preset=january-2008&price_date=2007-02-01")
    [block] = found["3 of 5\xa0scenarios"]
    assert block.ways == []
    assert sum("Rack server" in words for words in block.facts) == 1


def test_findings_stand_under_what_they_are_of():
    def title(query: str) -> str:
        found = state(query)
        return title_of(find_fixes(found.document, found.answer))

    assert title(YEARS_LATER) == "What was not on sale"
    assert title(NO_BROKER) == "What the licence rules say"
    assert title(f"{NO_BROKER}&scenarios.1.price_date=2011-01-01").startswith(
        "What was not on sale, and"
    )


def test_the_page_offers_one_filled_button_a_finding(client):
    words = client.get("/?" + NO_BROKER).content.decode()
    assert words.count('class="press filled"') == 1
    buttons = [
        each for each in parsed(words).iter("button") if each.get("value", "").startswith("add.3.")
    ]
    assert [each.get("name") for each in buttons] == ["do"] * 4
    assert 'class="press' not in client.get("/").content.decode()


# Alternatives


def instead(query: str, place: int, position: int) -> Alternatives:
    found = state(query)
    return find_alternatives(found.document, found.answer, place, position)


def test_alternatives_stand_by_what_the_whole_scenario_would_cost_not_by_their_price():
    ways = [way for way in instead("", 1, 1).ways if way.fits]
    assert [
        (way.action.removeprefix("replace.2.vmw-vdi-enterprise."), way.figure, way.price)
        for way in ways
    ] == [
        ("ctx-xendesktop-standard", "−3.89", "75.00 a user at the peak, once, and 5\xa0% a year"),
        ("ctx-xendesktop-advanced", "−1.29", "195.00 a user at the peak, once, and 5\xa0% a year"),
        ("vmw-vdi-starter", "0.00", "1,500.00 for 10 users at the peak, once, and 21\xa0% a year"),
        (
            "ctx-xendesktop-enterprise",
            "+0.88",
            "295.00 a user at the peak, once, and 5\xa0% a year",
        ),
        ("ctx-xendesktop-platinum", "+3.05", "395.00 a user at the peak, once, and 5\xa0% a year"),
    ]


def test_what_hosts_of_another_maker_would_run_is_no_alternative():
    reasons = {way.name: way.why_not for way in instead("", 2, 2).ways}
    assert reasons["VMware Virtual Desktop Infrastructure Enterprise bundle (100 desktops)"] == (
        "does not fit: VMware Virtual Desktop Infrastructure Enterprise bundle (100 desktops) "
        "does not support Hyper-V hosts, which Microsoft Hyper-V Server 2008 managed by Virtual "
        "Machine Manager brings"
    )


def test_the_figure_of_an_alternative_is_what_its_press_makes_of_the_scenario():
    found = state("")
    way = instead("", 2, 2).ways[0]
    after, _ = answer_document(
        act(found.document, way.action, found.answer.question.market.catalogue), []
    )
    more = [a.scenarios[2].figures.tco_per_desktop_month for a in (found.answer, after)]
    assert more[1] - more[0] == way.more == 260
    assert [entry.scheme.id for entry in after.question.scenarios[2].stack][
        2
    ] == "ctx-xendesktop-advanced"


def test_alternatives_that_do_not_fit_and_those_not_on_sale_come_last_with_a_reason_and_no_figure():
    ways = instead("", 2, 2).ways
    fits = [way.fits for way in ways]
    assert fits == sorted(fits, reverse=True)
    reasons = {way.name: way.why_not for way in ways if not way.fits}
    assert (
        reasons["Citrix XenDesktop 2 / 3 Express"]
        == "does not fit: up to 10\xa0users at the peak; more are needed"
    )
    assert (
        reasons["VMware View 3 / 4 Enterprise bundle"]
        == "not on sale: not before 2\xa0December 2008"
    )
    assert all(way.figure == "" for way in ways if not way.fits)
    assert ways[-1].why_not.startswith("not on sale")


def test_alternatives_ask_the_engine_once_a_dozen(monkeypatch):
    asked = []
    monkeypatch.setattr(
        "calculator.parts.trials.answer",
        lambda question: asked.append(question) or answer(question),
    )
    assert instead("", 2, 2).tried == 11
    assert len(asked) == 1


def test_alternatives_are_a_fragment_for_the_page_and_a_page_without_script(client):
    whole = client.get("/alternatives?entry=3.3").content.decode()
    assert "<h1>In place of Citrix XenDesktop 2 / 3 Standard</h1>" in whole
    assert 'value="replace.3.ctx-xendesktop-standard.ctx-xendesktop-advanced"' in whole
    part = client.post(
        "/alternatives",
        {"address": "fleet.0.desktops=800", "entry": "3.3"},
        headers={"HX-Request": "true"},
    )
    assert b"<html" not in part.content
    assert b"11 alternatives to Citrix XenDesktop" in part.content
    assert part["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("query", "status"), [("entry=9.1", 404), ("entry=x", 404), ("entry=3.3&sites=x", 422)]
)
def test_alternatives_of_nothing_are_refused_in_a_sentence(client, query, status):
    assert client.get(f"/alternatives?{query}").status_code == status


@pytest.mark.parametrize(("desk", "wants"), [("thin_client", True), ("existing_pc", False)])
def test_a_scheme_that_wants_a_pc_leads_to_where_desks_are_set(desk, wants):
    """VECD for Software Assurance stands on a PC."""
    document = copy.deepcopy(preset("autumn-2008"))
    for group in document["fleet"]:
        group["endpoint"] = desk
    document["scenarios"] = [{**document["scenarios"][2], "endpoints": {}}]
    found, _ = answer_document(document, [])
    scenario = found.scenarios[0].scenario
    scheme = scenario.market.catalogue.schemes["ms-vecd-sa"]
    assert wants_desk(scheme, scenario) == wants
