"""The look of the cheapest stack over its address: wishes, steps, files."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from django.core import signing

from calculator.looks.cheapest.words import tell_why_not
from pricing.analyses.search_text import OUTSIDE, TAKEN_TOGETHER
from pricing.comparison import compare
from pricing.engine.analysis.search.run import Asked
from pricing.engine.analysis.search.wishes import Wish
from pricing.engine.vocabulary import DELIVERIES
from pricing.presets import preset
from tests.browser.states import STATES

from .markup import parsed, text_of

pytestmark = pytest.mark.usefixtures("shipped_catalogue")
TWO_WAYS = "/cheapest?give=0.pc&give=1.vdi&give=1.session&give=2.pc"


@pytest.fixture
def slow(monkeypatch):
    monkeypatch.setattr("calculator.looks.cheapest.page.SECONDS_A_STEP", 0.0)


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    monkeypatch.setattr("calculator.looks.cheapest.page.SECONDS_A_STEP", 60.0)


def text(client, address):
    return html.unescape(client.get(address).content.decode())


def next_step(page):
    return re.search(r'<a class="act" href="([^"]*since=[^"]*?)(?:&stop=1)?"', page)[1]


@pytest.mark.usefixtures("slow")
def test_steps_in_several_requests_find_what_one_request_finds(client, monkeypatch):
    page = text(client, TWO_WAYS)
    assert "1 of 2 ways to deliver looked at" in page
    page = text(client, next_step(page))
    monkeypatch.setattr("calculator.looks.cheapest.page.SECONDS_A_STEP", 60.0)
    whole = text(client, TWO_WAYS)
    ranks = re.compile(r'<td class="n total">([\d,.]+)</td>')
    assert ranks.findall(page) == ranks.findall(whole) != []


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("spoil", ["x", ""])
def test_what_was_found_before_is_believed_only_where_this_site_wrote_it(client, spoil):
    address = next_step(text(client, TWO_WAYS))
    head, since = address.split("since=")
    assert "1 of 2 ways" in text(client, f"{head}since={since[: 20 if spoil else 0]}{spoil}")
    other = text(client, f"{TWO_WAYS}&best=3&since={since}")
    assert "1 of 2 ways" in other


@pytest.mark.usefixtures("slow")
def test_a_step_is_short_enough_for_an_address_at_the_most_rows(client):
    address = next_step(
        text(client, "/cheapest?give=0.vdi&give=1.vdi&give=1.session&give=2.vdi&best=25&alike=all")
    )
    assert len(address) < 8000
    key, looked_at, found, *_ = signing.loads(address.partition("since=")[2])
    assert (len(key), looked_at, len(found)) == (16, 1, 25)


@pytest.mark.usefixtures("slow")
def test_the_file_of_a_search_that_was_stopped_says_how_far_it_went(client):
    since = next_step(text(client, TWO_WAYS)).partition("since=")[2]
    files = f"{TWO_WAYS.partition('?')[2]}&since={since}"
    stopped, whole = (
        list(
            csv.DictReader(
                io.StringIO(client.get(f"/cheapest.csv?{files}{stop}").content.decode("utf-8-sig"))
            )
        )
        for stop in ("&stop=1", "")
    )
    assert {(row["looked_at"], row["ways_to_deliver"]) for row in stopped} == {("1", "2")}
    assert {(row["looked_at"], row["ways_to_deliver"]) for row in whole} == {("2", "2")}


def test_wishes_that_contradict_each_other_are_named_and_met_by_no_stack(client):
    page = text(client, "/cheapest?must=vendor:Citrix&must_not=vendor:Citrix")
    assert "keeps the licence rules and these wishes." in page
    assert "Citrix must be there by one wish and must not by another." in page


def test_faults_of_the_choices_stand_in_the_summary_by_their_labels(client):
    page = text(client, "/cheapest?best=0&must=token:live_migrtion")
    assert "Show the best" in page
    assert "did you mean live_migration?" in page
    page = text(client, "/cheapest?give=0.vdi&give=1.vdi")
    assert 'data-path="give" data-message="Engineering: choose one delivery at least."' in page
    assert 'id="f.give"' in page
    assert 'id="e.give"' in page
    assert "from 1 to 25" in text(client, "/cheapest?best=26")
    page = text(client, "/cheapest?best=101")
    assert "from 1 to 25" in page
    assert "from 1 to 100" not in page


def test_a_market_that_sells_nothing_is_said_at_the_day(client):
    assert "nothing is on sale" in text(client, "/cheapest?price_date=1990-01-01")


@pytest.mark.usefixtures("patient")
def test_the_files_hold_the_rows_of_the_page(client):
    page = text(client, "/cheapest?best=4")
    files = re.search(r'href="/cheapest\.csv\?([^"]+)"', page)[1]
    rows = list(csv.DictReader(io.StringIO(client.get(f"/cheapest.csv?{files}").content.decode())))
    shown = re.findall(r'<td class="n total">([\d,.]+)</td>', page)
    assert [row["tco_per_desktop_month"] for row in rows] == shown
    answer = client.get(f"/cheapest.json?{files}").json()
    assert [row["tco"] for row in answer["stacks"]] == [row["tco"] for row in rows]
    more = [float(row["more_than_first"]) for row in rows]
    parts = [name for name in rows[0] if name.startswith("more_") and name != "more_than_first"]
    assert [round(sum(float(row[name]) for name in parts), 2) for row in rows] == more


def test_files_of_what_cannot_be_searched_are_refused_with_its_faults(client):
    assert client.get("/cheapest.csv?best=0").status_code == 422
    assert (
        client.get("/cheapest.json?horizon_years=99").json()["faults"][0]["path"] == "horizon_years"
    )


@pytest.mark.usefixtures("patient")
def test_the_winner_says_what_its_licences_say(client):
    root = parsed(client.get("/cheapest").content.decode())
    [said] = [
        each
        for each in root.iter("details")
        if text_of(each[0]) == "What the licences of the first stack say"
    ]
    assert said.findall("dl/dt")


@pytest.mark.usefixtures("patient")
def test_a_cheaper_scenario_says_why_it_is_not_among_the_stacks(client):
    words = (
        r"costs \$\d\.\d\d less, but gives Office and Engineering sessions, which this search "
        r"leaves out\."
    )
    assert re.search(f"Terminal Services with XenApp {words}", text(client, "/cheapest"))


def test_a_scenario_that_lacks_a_wish_names_it():
    question = compare(preset("autumn-2008")).question
    every_way = tuple(tuple(DELIVERIES) for _ in question.fleet)
    wish = Wish(True, "token", "live_migration")
    assert tell_why_not(question, question.scenarios[4], Asked(every_way, (wish,))) == (
        "lacks live migration, against your wishes"
    )


def test_stacks_that_cost_the_same_to_the_cent_are_not_said_to_be_the_cheapest(client):
    page = text(client, "/cheapest?give=0.vdi&give=1.vdi&give=2.vdi&alike=all")
    assert "Two or more stacks that keep your wishes cost the same: " in page
    assert "$0.00 less" not in page


def test_no_stack_is_said_where_wishes_exclude_each_other(client):
    page = text(client, STATES["cheapest-none"].address)
    assert (
        "No stack that is on sale on 31\u00a0October 2008 keeps the licence rules and these wishes."
        in page
    )
    assert re.search(
        (
            r"<h2>Every combination of the \d+ schemes on sale: none keeps the rules and your "
            r"wishes</h2>"
        ),
        page,
    )


def test_storage_must_be_there_unless_it_may_be_left_out(client):
    assert "Storage is missing" in text(client, "/cheapest")
    assert "Storage is missing" not in text(client, "/cheapest?storage=any")


def test_a_comparison_that_is_full_has_no_room_for_a_stack_to_be_taken_over(client):
    names = [f"S{number}" for number in range(12)]
    whole = "".join(
        f"&scenarios.{place}=" + '{"delivery":"pc","stack":["pc-business"]}'.replace('"', "%22")
        for place in range(12)
    )
    listed = "%5B" + ",".join(f"%22{name}%22" for name in names) + "%5D"
    page = text(client, f"/cheapest?scenarios={listed}{whole}&best=1")
    assert "no room for more" in page


def test_no_desktop_at_all_shows_totals(client):
    page = text(client, "/cheapest?fleet.0.desktops=0&fleet.1.desktops=0&fleet.2.desktops=0&best=2")
    assert "US$ in all, for no desktops" in page


def test_the_page_says_what_the_search_leaves_out(client):
    page = text(client, "/cheapest?give=0.pc&give=1.pc&give=2.pc")
    assert all(f"<li>{sentence}</li>" in page for sentence in OUTSIDE)
    assert TAKEN_TOGETHER not in page


@pytest.mark.usefixtures("patient")
def test_a_stack_has_one_name_on_the_page_in_files_and_as_a_scenario(client):
    page = text(client, "/cheapest?best=2&give=0.vdi&give=1.vdi&give=2.vdi")
    files = re.search(r'href="/cheapest\.csv\?([^"]+)"', page)[1]
    rows = list(csv.DictReader(io.StringIO(client.get(f"/cheapest.csv?{files}").content.decode())))
    stacks = client.get(f"/cheapest.json?{files}").json()["stacks"]
    assert [row["name"] for row in rows] == [stack["scenario"]["name"] for stack in stacks]
    assert f"wishes: {rows[0]['name']}, " in page


def test_a_group_without_desktops_is_said_to_be_left_out(client):
    page = parsed(text(client, "/cheapest?preset=autumn-2008&fleet.1.desktops=0"))
    legends = [text_of(legend) for legend in page.iter("legend")]
    assert "Call centre (no desktops: left out) may have" in legends


@pytest.mark.usefixtures("patient")
def test_a_scheme_that_only_the_first_stack_has_is_named_as_what_another_is_without(client):
    page = text(client, STATES["cheapest"].address)
    assert "<b>without VirtualCenter / vCenter Server Standard" in page
    assert "nothing</b>" not in page
