"""The answer's sentence: what is cheapest, against what, and why."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from calculator.parts.sentence import Sentence, sentence_of
from pricing.comparison import compare
from pricing.presets import preset

from .markup import field, parsed, text_of

pytestmark = pytest.mark.usefixtures("catalogue_db")


def said(name: str = "autumn-2008", **changes: object) -> Sentence:
    return sentence_of(compare(preset(name) | changes))


def test_the_cheapest_says_on_what_it_saves_most_and_for_what_it_pays_more():
    assert said().against == (
        "$11.14 (15\xa0%) less than Keep the PCs there are: it saves $19.17 on people and $7.49 on "
        "devices,"
        " and pays $12.55 more for licences."
    )


def test_a_baseline_that_is_cheapest_is_told_against_the_next_with_its_share_of_the_baseline():
    scenarios = preset("autumn-2008")["scenarios"]
    against = said(scenarios=[scenarios[4], scenarios[0]]).against
    assert against.startswith(
        "It is the baseline; Keep the PCs there are is next, $11.14 (17\xa0%) more: against that "
        "it saves $19.17"
    )


def test_users_time_is_no_reason_where_it_is_not_in_the_total():
    new, hyper_v = preset("autumn-2008")["scenarios"][6], preset("autumn-2008")["scenarios"][2]
    assert "$15.42 on devices and $10.42 on people" in said(scenarios=[new, hyper_v]).against
    against = said(scenarios=[new, hyper_v], include_indirect=True).against
    assert "$15.42 on devices and $11.28 on users' time" in against


def test_where_nothing_is_cheaper_or_dearer_there_is_no_reason():
    alone = said(scenarios=preset("autumn-2008")["scenarios"][:1])
    assert (alone.against, alone.bridge) == ("", "")


def test_the_reasons_are_differences_of_the_amounts_in_the_table(client):
    tree = parsed(client.get("/").content.decode())
    rows = {
        text_of(row[0]).lstrip("› "): row for row in tree.findall(".//table[@id='costs']/tbody/tr")
    }
    people = [Decimal(text_of(rows["People"][column])) for column in (1, 5)]
    assert people[0] - people[1] == Decimal("19.17")


def test_step_by_step_leads_to_the_bridge_of_the_same_two(client):
    lead = parsed(client.get("/").content.decode()).find(".//p[@class='lead']")
    assert lead is not None
    [link] = lead.findall("a")
    there = client.get(link.get("href", "").partition("#")[0]).content.decode()
    assert re.search(r'<figure[^>]* id="bridge"', there)
    assert "from Keep the PCs there are to Terminal Services with XenApp" in there


def test_what_ranges_make_of_it_is_told_behind_the_comparison(client):
    ranges = client.get("/?assumptions.admin_salary=65000..90000..140000").content.decode()
    assert re.search(
        r"there are at \$75\.62\. The cheapest costs \$\S+ to \$\S+ in 80 of 100 cases", ranges
    )


def test_a_number_never_stands_on_another_line_than_its_unit(client):
    markup = client.get("/").content.decode()
    assert re.search(r"\d %", markup.partition('id="question"')[0]) is None
    assert re.search("\\d\u00a0% of it rests", markup)


def test_what_is_nearly_nothing_has_no_sign(client):
    rows = parsed(
        client.get("/?scenarios.0.stack=%5B%22pc-business%22%5D").content.decode()
    ).findall(".//table[@id='costs']/tbody/tr")
    assert text_of(rows[1][2]) == "−0.10 under 1 %"


def test_days_in_findings_are_words_and_in_fields_what_is_typed(client):
    markup = client.get("/?price_date=2011-01-01").content.decode()
    assert "was not on sale on 1\u00a0January 2011 (ended on 2\u00a0December 2008)." in markup
    assert field(parsed(markup), "price_date").get("value") == "2011-01-01"


def test_a_name_that_looks_like_a_day_stays_as_it_is(client):
    tree = parsed(
        client.get(
            "/?fleet.1.name=2009-01-01&fleet.1.endpoint=thin_client&scenarios.1.stack.3.scheme="
        ).content.decode()
    )
    facts = [text_of(e) for e in tree.iter() if e.get("class") == "fact"]
    assert any("2009-01-01 lacks" in words for words in facts)


def test_the_only_one_that_can_be_priced_is_not_called_cheapest():
    only = said(price_date="2011-01-01", scenarios=preset("autumn-2008")["scenarios"][1:])
    assert only.before + only.figure + only.after == (
        "Only New PCs can be priced on 1\u00a0January 2011: $80.51 a desktop a month."
    )
    assert only.cheapest == ()


def test_all_that_tie_are_cheapest():
    scenarios = preset("autumn-2008")["scenarios"]
    assert said(scenarios=[*scenarios, scenarios[4] | {"name": "XenApp again"}]).cheapest == (4, 7)


def test_how_much_is_verified_stands_beside_what_is_worked_out(client):
    sure = parsed(client.get("/").content.decode()).find(".//p[@class='lead sure']")
    assert re.fullmatch(
        r"\d+\xa0% of it rests on verified figures, \d+\xa0% is worked out from what was read.",
        "".join(sure.itertext()).strip(),
    )
