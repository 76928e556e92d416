"""What would mend a finding: the schemes on sale, each tried in the stack, the cheapest first."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from calculator.actions import act
from calculator.mending import Alternatives, Block, alternatives, mended, title_of
from calculator.state import State, answered, state_of
from pricing.engine.answer import answer

pytestmark = pytest.mark.usefixtures("catalogue_db")

THIN_CLIENTS_LACK_THE_RIGHT = "scenarios.1.stack.3.scheme="
NO_BROKER = "scenarios.2.stack.2.scheme="
YEARS_LATER = "price_date=2011-01-01"


def state(query: str) -> State:
    found = state_of(QueryDict(query))
    assert found.answer is not None, found.faults
    return found


def blocks(query: str) -> dict[str, list[Block]]:
    found = state(query)
    return dict(mended(found.document, found.answer))


def test_a_comparison_without_findings_asks_for_nothing(monkeypatch):
    monkeypatch.setattr("calculator.mending.answer", lambda question: pytest.fail("the engine was asked"))
    assert blocks("") == {}


def test_a_finding_says_who_lacks_what_then_why():
    [block] = blocks(THIN_CLIENTS_LACK_THE_RIGHT)["VECD on VMware VI3"]
    assert block.facts == ["Call centre lacks the right to a Windows desktop on a server (300\xa0desktops)."]
    assert block.why == [
        "Microsoft Vista Enterprise Centralized Desktop for Software Assurance needs Software Assurance, "
        "so it does not reach Call centre."
    ]
    assert "Microsoft Windows VDA per device (from 1\xa0July 2010)" in block.later


def test_the_scheme_that_would_mend_it_has_the_difference_of_the_whole_scenario():
    [block] = blocks(THIN_CLIENTS_LACK_THE_RIGHT)["VECD on VMware VI3"]
    [way] = block.ways
    assert (way.action, way.figure, way.unit) == ("add.2.ms-vecd", "+2.85", "a desktop a month")
    assert way.price == "110.00 a device a year"
    assert way.first


def test_the_figure_is_what_the_press_makes_of_the_scenario():
    before = state(THIN_CLIENTS_LACK_THE_RIGHT).answer.scenarios[1].figures.tco_per_desktop_month
    after = state("").answer.scenarios[1].figures.tco_per_desktop_month
    assert after - before == 285


def test_what_no_group_has_is_one_sentence():
    [block] = blocks(NO_BROKER)["VECD on free Hyper-V"]
    assert block.facts == ["No group has a broker (1,000\xa0desktops)."]


def test_several_groups_that_lack_the_same_are_one_sentence():
    query = f"{THIN_CLIENTS_LACK_THE_RIGHT}&fleet.2.entitlements.software_assurance=no"
    [block] = blocks(query)["VECD on VMware VI3"]
    assert block.facts == [
        "Call centre and Engineering lack the right to a Windows desktop on a server (400\xa0desktops)."
    ]


def test_three_ways_stand_first_the_cheapest_before_the_others_and_the_dearer_are_folded():
    [block] = blocks(NO_BROKER)["VECD on free Hyper-V"]
    assert [(way.action, way.figure, way.first) for way in block.ways] == [
        ("add.3.ctx-xendesktop-standard", "+0.77", True),
        ("add.3.ctx-xendesktop-advanced", "+3.48", False),
        ("add.3.vmw-vdi-enterprise", "+5.26", False),
    ]
    assert [(way.action, way.figure) for way in block.dearer] == [
        ("add.3.vmw-vdi-starter", "+5.26"),
        ("add.3.ctx-xendesktop-enterprise", "+5.75"),
        ("add.3.ctx-xendesktop-platinum", "+8.01"),
    ]


def test_a_server_is_found_by_its_role_and_the_cheapest_is_not_the_one_of_the_lowest_price():
    [block] = blocks("scenarios.1.stack.0.scheme=")["VECD on VMware VI3"]
    assert block.facts == ["Desktops or sessions run on hosts, but the stack has no server."]
    assert [(way.name, way.price, way.figure) for way in block.ways] == [
        ("Rack server 2 × quad core, 32 GB", "10,000.00 a server, once", "+7.38"),
        ("Rack server 2 × quad core, 16 GB", "5,500.00 a server, once", "+9.48"),
        ("Rack server 2 × quad core, 64 GB", "15,000.00 a server, once", "+9.86"),
    ]


def test_a_device_is_found_by_the_desk_that_it_is_for():
    [block] = blocks("scenarios.1.stack.5.scheme=")["VECD on VMware VI3"]
    assert block.facts == ["Call centre lacks a device on the desk (300\xa0desktops)."]
    assert block.ways[0].action == "add.2.thin-client"


def test_what_does_not_fit_comes_last_with_its_reason_and_no_figure():
    """Only what stands on Software Assurance is left for desks that have none."""
    query = "scenarios.1.stack.2.scheme=&scenarios.1.stack.3.scheme=&fleet.0.endpoint=thin_client"
    query += "&fleet.0.entitlements.software_assurance=no&fleet.2.entitlements.software_assurance=no"
    [block] = blocks(query)["VECD on VMware VI3"]
    unfit = [way for way in block.ways if not way.fits]
    assert [way.action for way in unfit] == ["add.2.ms-vecd-sa"]
    assert unfit[0].why_not == "does not fit: it needs Software Assurance"
    assert unfit[0].figure == ""
    assert block.ways[-1] == unfit[0]


def test_what_may_be_used_for_a_few_only_does_not_fit_many():
    found = blocks(NO_BROKER + "&fleet.0.desktops=60&fleet.1.desktops=0&fleet.1.users=0&fleet.2.desktops=0")
    [block] = found["VECD on free Hyper-V"]
    words = [way.why_not for way in block.ways if way.action.endswith("-express")]
    assert all("up to 10" in why for why in words)


def test_what_is_no_longer_sold_is_followed_by_its_successor():
    query = "scenarios.1.price_date=2009-06-01"
    [block] = blocks(query)["VECD on VMware VI3"]
    [way] = block.ways
    assert block.facts[0].startswith("VMware Virtual Desktop Infrastructure Enterprise bundle (100 desktops) was not")
    assert (way.action, way.button) == ("replace.2.vmw-vdi-enterprise.vmw-view-enterprise", "Use it instead")
    assert (way.figure, way.unit) == ("81.94", "new cost, a desktop a month")


def test_several_successors_are_one_press_and_its_figure_is_the_scenario_s():
    [block] = blocks("scenarios.1.price_date=2011-01-01")["VECD on VMware VI3"]
    [way] = block.ways
    assert (way.action, way.button, way.figure) == ("successors.2", "Use all 3", "80.29")
    assert [one.action for one in block.one_by_one] == [
        "replace.2.vmw-vdi-enterprise.vmw-view-enterprise",
        "replace.2.ms-vecd-sa.ms-sa-vdi-right",
        "replace.2.ms-vecd.ms-windows-vda",
    ]
    assert {one.figure for one in block.one_by_one} == {"no figure"}


def test_what_is_not_on_sale_in_several_scenarios_is_said_once():
    [(name, [block])] = blocks(YEARS_LATER).items()
    assert name == "5 of 6\xa0scenarios"
    assert len(block.facts) == 8
    assert block.facts[1] == (
        "Microsoft Vista Enterprise Centralized Desktop for Software Assurance was not on sale on "
        "1\xa0January 2011 (ended on 1\xa0July 2010). Microsoft Software Assurance for Windows virtual desktop access "
        "right (included) followed it. Concerns 4 scenarios."
    )
    assert block.facts[0].endswith("Concerns VECD on VMware VI3.")


def test_one_press_uses_what_followed_in_all_scenarios_and_the_others_are_one_scenario_each():
    [[block]] = blocks(YEARS_LATER).values()
    assert [(way.action, way.figure, way.first) for way in block.ways] == [
        ("successors.all", "65.00 to 80.29", True),
        ("successors.2", "80.29", False),
        ("successors.3", "78.03", False),
        ("successors.4", "79.60", False),
        ("successors.5", "65.00", False),
        ("successors.6", "75.43", False),
    ]


def test_the_press_for_all_scenarios_leaves_nothing_that_is_not_on_sale():
    found = state(YEARS_LATER)
    after, _ = answered(act(found.document, "successors.all", found.answer.question.market.catalogue), [])
    assert [s.figures.tco_per_desktop_month for s in after.scenarios[1:]] == [8029, 7803, 7960, 6500, 7543]


def test_what_is_not_yet_on_sale_anywhere_is_said_once_and_offers_nothing():
    found = blocks("preset=january-2008&price_date=2007-02-01")
    [block] = found["3 of 4\xa0scenarios"]
    assert block.ways == []
    assert sum("Rack server" in words for words in block.facts) == 1


def test_findings_stand_under_what_they_are_of():
    def title(query: str) -> str:
        found = state(query)
        return title_of(mended(found.document, found.answer))

    assert title(YEARS_LATER) == "What was not on sale"
    assert title(NO_BROKER) == "What the licence rules say"
    assert title(f"{NO_BROKER}&scenarios.1.price_date=2011-01-01").startswith("What was not on sale, and")


def test_the_page_offers_one_filled_button_a_finding(client):
    words = client.get("/?" + NO_BROKER).content.decode()
    assert words.count('class="press filled"') == 1
    assert words.count('name="do" value="add.3.') == 6
    assert 'class="press' not in client.get("/").content.decode()


# Alternatives


def instead(query: str, place: int, position: int) -> Alternatives:
    found = state(query)
    return alternatives(found.document, found.answer, place, position)


def test_alternatives_stand_by_what_the_whole_scenario_would_cost_not_by_their_price():
    ways = instead("", 2, 2).ways
    assert [(way.action, way.figure) for way in ways if way.fits] == [
        ("replace.3.ctx-xendesktop-standard.ctx-xendesktop-advanced", "+2.71"),
        ("replace.3.ctx-xendesktop-standard.vmw-vdi-enterprise", "+4.49"),
        ("replace.3.ctx-xendesktop-standard.vmw-vdi-starter", "+4.49"),
        ("replace.3.ctx-xendesktop-standard.ctx-xendesktop-enterprise", "+4.98"),
        ("replace.3.ctx-xendesktop-standard.ctx-xendesktop-platinum", "+7.24"),
    ]


def test_the_figure_of_an_alternative_is_what_its_press_makes_of_the_scenario():
    found = state("")
    way = instead("", 2, 2).ways[0]
    after, _ = answered(act(found.document, way.action, found.answer.question.market.catalogue), [])
    more = [a.scenarios[2].figures.tco_per_desktop_month for a in (found.answer, after)]
    assert more[1] - more[0] == way.more == 271
    assert [entry.scheme.id for entry in after.question.scenarios[2].stack][2] == "ctx-xendesktop-advanced"


def test_alternatives_that_do_not_fit_and_those_not_on_sale_come_last_with_a_reason_and_no_figure():
    ways = instead("", 2, 2).ways
    fits = [way.fits for way in ways]
    assert fits == sorted(fits, reverse=True)
    reasons = {way.name: way.why_not for way in ways if not way.fits}
    assert reasons["Citrix XenDesktop 2 / 3 Express"] == "does not fit: up to 10\xa0users at the peak; more are needed"
    assert reasons["VMware View 3 / 4 Enterprise bundle"] == "not on sale: not before 2\xa0December 2008"
    assert all(way.figure == "" for way in ways if not way.fits)
    assert ways[-1].why_not.startswith("not on sale")


def test_alternatives_ask_the_engine_once_a_dozen(monkeypatch):
    asked = []
    monkeypatch.setattr("calculator.mending.answer", lambda question: asked.append(question) or answer(question))
    assert instead("", 2, 2).tried == 11
    assert len(asked) == 1


def test_alternatives_are_a_fragment_for_the_page_and_a_page_without_script(client):
    whole = client.get("/alternatives?entry=3.3").content.decode()
    assert "<h1>In place of Citrix XenDesktop 2 / 3 Standard</h1>" in whole
    assert 'value="replace.3.ctx-xendesktop-standard.ctx-xendesktop-advanced"' in whole
    part = client.post(
        "/alternatives", {"address": "fleet.0.desktops=800", "entry": "3.3"}, headers={"HX-Request": "true"}
    )
    assert b"<html" not in part.content
    assert b"11 alternatives to Citrix XenDesktop" in part.content
    assert part["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("query", "status"), [("entry=9.1", 404), ("entry=x", 404), ("entry=3.3&sites=x", 422)])
def test_alternatives_of_nothing_are_refused_in_a_sentence(client, query, status):
    assert client.get(f"/alternatives?{query}").status_code == status
