"""The cost table for finance: one unit in every view, present value, sums that open."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import product
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from calculator.looks.cost.sums import panel_of_sum
from calculator.question.table_options import CHOICES, TableOptions
from pricing.comparison import compare
from pricing.presets import preset

from .markup import parsed, text_of

pytestmark = pytest.mark.usefixtures("catalogue_db")

GROWING = "preset=autumn-2008&annual_growth=0.1"
VIEWS = [dict(zip(CHOICES, chosen, strict=True)) for chosen in product(*CHOICES.values())]
IN_ALL = "of=all&per=horizon"
XENAPP = 4
LEFT = "left at the end of year 4"


def page(client: Client, query: str) -> Element:
    return parsed(client.get(f"/?{query}").content.decode())


def rows(tree: Element) -> list[tuple[str, list[str]]]:
    """Label and amounts of each row of the table, without what stands small beside them."""
    return [
        (label(row[0]), [amount(cell) for cell in row.findall("td")])
        for row in tree.findall(".//table[@id='costs']/tbody/tr")
        if row.get("class") != "panel"
    ]


def label(head: Element) -> str:
    button = head.find("button")
    return " ".join(((head if button is None else button).text or "").split())


def amount(cell: Element) -> str:
    return text_of(cell.find("button") if cell.find("button") is not None else cell)


def number(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace("+", "").replace(",", ""))


def answered(client: Client, query: str) -> dict[str, Any]:
    return json.loads(client.get(f"/comparison.json?{query}").content)


def working(tree: Element) -> list[list[str]]:
    """The rows of the panel that is open, its foot last."""
    table = tree.find(".//*[@id='explanation']//table")
    return [[text_of(cell) for cell in row] for row in table.findall("tbody/tr")]


# Units


def totals(answer: dict[str, Any]) -> dict[str, list[Any]]:
    """What each row of the table is of, in all over the years, by its label."""
    scenarios = answer["scenarios"]
    baseline = scenarios[0]
    flows = [[Decimal(cents) for cents in s["cash_flow"]] for s in scenarios]
    saved = [[a - b for a, b in zip(flows[0], flow, strict=True)] for flow in flows]
    found = {
        "Cost": [Decimal(s["tco"]) for s in scenarios],
        f"Against {baseline['name']}": [Decimal(s["tco"]) - Decimal(baseline["tco"])
                                        for s in scenarios],
    }  # fmt: skip
    for scenario, of in enumerate(scenarios):
        for line in of["lines"]:
            total = sum(map(Decimal, line["cash_flow"]))
            for key in (("line", line["label"]), ("category", line["category"])):
                found.setdefault(key, [Decimal(0)] * len(scenarios))
                found[key][scenario] += total
    left = [
        sum(
            Decimal(line["cash_flow"][-1])
            for line in s["lines"]
            if line["key"].endswith(":residual")
        )
        for s in scenarios
    ]
    for column in range(len(flows[0])):
        found["Cash flow", column] = [flow[column] for flow in flows]
        found["Saved", column] = [each[column] for each in saved]
        found["Saved so far", column] = [sum(each[: column + 1]) for each in saved]
    for block, amounts in (("Cash flow", left), ("Saved", [left[0] - each for each in left])):
        found[block, LEFT] = amounts
        paid = found[block, len(flows[0]) - 1]
        found[block, len(flows[0]) - 1] = [a - b for a, b in zip(paid, amounts, strict=True)]
    return found


LABELS = {
    "Devices": "devices",
    "Licences": "licences",
    "Servers and storage": "servers_storage",
    "Power, space and network": "power_space_network",
    "People": "people",
    "Roll-out": "roll_out",
    "Users' time": "users_time",
}


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: "-".join(view.values()))
@pytest.mark.parametrize("query", ["preset=autumn-2008", GROWING])
def test_each_number_times_the_unit_of_the_table_is_the_answer_s(client, query, view):
    answer = answered(client, query)
    expected = totals(answer)
    years, desktop_years = 4, answer["scenarios"][0]["desktop_years"]
    factor = {
        ("desktop", "month"): Decimal(desktop_years) * 12,
        ("desktop", "horizon"): Decimal(desktop_years) / years,
        ("all", "month"): Decimal(12 * years),
        ("all", "horizon"): Decimal(1),
    }[view["of"], view["per"]]
    step = Decimal("0.005") if view["of"] == "desktop" else Decimal("0.505")
    block, compared = "", 0
    tree = page(client, query + "".join(f"&{name}={value}" for name, value in view.items()))
    for label, cells in rows(tree):
        if not any(cells):
            block = label.split(" against")[0]
        key: Any = label
        if label in LABELS:
            key = ("category", LABELS[label])
        elif label.startswith(("at the start", "end of year")):
            key = (block, int(label[-1]) if label[-1].isdigit() else 0)
        elif label == LEFT:
            key = (block, LEFT)
        elif ("line", label) in expected:
            key = ("line", label)
        if key not in expected:
            continue
        # A difference is that of the two amounts that stand above it.
        slack = step * factor * (2 if label.startswith("Against") or block == "Saved" else 1)
        for cell, total in zip(cells, expected[key], strict=True):
            if cell != "–":
                assert abs(number(cell) * factor - total) <= slack + Decimal("0.05"), (label, cell)
                compared += 1
    assert compared > 20


@pytest.mark.parametrize("of", CHOICES["of"])
@pytest.mark.parametrize("per", CHOICES["per"])
def test_amounts_by_year_add_up_to_the_cost(client, of, per):
    cost, _, _, _, _, *below = rows(page(client, f"{GROWING}&by=year&of={of}&per={per}"))
    due = [number(cells[2]) for _, cells in below[:6]]
    assert abs(sum(due) - number(cost[1][2])) <= (3 if of == "all" else Decimal("0.03"))


@pytest.mark.parametrize(
    ("of", "per", "words"),
    [
        (
            "desktop",
            "month",
            "US$ a desktop a month; each year's payments, spread over all 48 months",
        ),
        ("desktop", "horizon", "US$ a desktop over 4 years; by year what is paid then"),
        ("all", "month", "US$ in all a month; each year's payments, spread over all 48 months"),
        ("all", "horizon", "US$ in all over 4 years; by year what is paid then"),
    ],
)
def test_by_year_the_corner_says_what_an_amount_is(client, of, per, words):
    tree = page(client, f"by=year&of={of}&per={per}")
    [corner] = [th for th in tree.iter("th") if th.get("class") == "corner"]
    assert text_of(corner).startswith(words)


def test_what_is_left_at_the_end_stands_apart_from_what_is_paid(client):
    tree = page(client, f"by=year&{IN_ALL}")
    table = dict(reversed(rows(tree)))  # the first block's
    assert (table["end of year 4"][0], table[LEFT][0]) == ("794,747", "−419,430")
    notes = [
        text_of(row[0].find("small")) for row in tree.iter("tr") if text_of(row[0]).startswith(LEFT)
    ]
    assert notes == ["no payment: what hardware is still worth"] * 2


def test_where_nothing_is_left_no_row_says_so(client):
    labels = [label for label, _ in rows(page(client, "by=year&residual_value=none"))]
    assert "end of year 4" in labels
    assert LEFT not in labels


def test_what_is_left_opens_to_its_lines(client):
    opened = page(client, "by=year&open=sum:year:left.5")
    *lines, foot = working(opened)
    assert foot == ["Total", "−31,309.60"]
    assert all("what is left at the end" in row[0] for row in lines)
    paid = working(page(client, "by=year&open=sum:year:4.5"))
    assert not any("what is left" in row[0] for row in paid)


# Sums that open

SUMS = ("cost", "against", "total", "npv", "npv_saving", "annualised", "payback")
BY_YEAR = [
    *(f"{name}:{year}" for name in ("year", "saved", "ahead") for year in range(5)),
    *("year:left", "saved:left"),
]


def test_every_sum_of_the_table_is_a_button_of_its_own(client):
    tree = page(client, "by=year&worth=present")
    opens = {b.get("value") for b in tree.iter("button") if b.get("name") == "open"}
    assert {f"sum:{name}.5" for name in (*SUMS, *BY_YEAR)} <= opens


@pytest.mark.parametrize("name", [*SUMS, *BY_YEAR])
@pytest.mark.parametrize("query", ["preset=autumn-2008", "preset=autumn-2008&discount_rate=0"])
def test_every_sum_opens_a_panel_with_its_own_amount(client, name, query):
    for of, per in product(CHOICES["of"], CHOICES["per"]):
        view = f"{query}&by=year&worth=present&of={of}&per={per}&open=sum:{name}.5"
        tree = page(client, view)
        [pressed] = [b for b in tree.iter("button") if b.get("id") == f"o.sum:{name}.5"]
        assert pressed.get("aria-expanded") == "true"
        head = text_of(tree.find(".//*[@id='explanation']/h2")).rpartition(": ")[2]
        if name == "payback":
            assert head == text_of(pressed)
            continue
        told = number(head.split()[0].replace("$", ""))
        slack = Decimal("0.5") if "." not in text_of(pressed) else Decimal(0)
        assert abs(told - number(text_of(pressed))) <= slack


def test_the_cost_opens_to_its_categories_and_how_it_is_divided(client):
    tree = page(client, "open=sum:cost.5")
    *categories, foot = working(tree)
    assert foot == ["Total", "3,094,880.72", "64.48"]
    assert sum(number(row[1]) for row in categories) == Decimal("3094880.72")
    assert "$3,094,880.72 ÷ 4,000 desktop-years ÷ 12 months = $64.48 a desktop a month." in text_of(
        tree.find(".//*[@id='explanation']")
    )


def test_users_time_that_is_not_in_the_total_is_not_in_what_it_was_made_of(client):
    assert "Users' time" not in [row[0] for row in working(page(client, "open=sum:total.5"))]
    told = working(page(client, "open=sum:total.5&include_indirect=true"))
    assert "Users' time" in [row[0] for row in told]


def test_a_year_opens_to_the_lines_that_are_due(client):
    *lines, foot = working(page(client, "by=year&open=sum:year:0.5"))
    assert foot == ["Total", "804,148.00"]
    assert sum(number(row[1]) for row in lines) == Decimal("804148.00")


def test_a_category_opens_in_the_unit_of_the_table(client):
    tree = page(client, f"{IN_ALL}&open=people.5")
    head = text_of(tree.find(".//*[@id='explanation']/h2"))
    assert head.endswith("People: $1,985,630.19 in all over 4 years")


@pytest.mark.parametrize(
    "opened", ["sum:", "sum:x", "sum:year", "sum:year:9", "sum:year:x", "sum:cost:1", "sum:npv:²"]
)
def test_a_sum_that_is_none_opens_nothing(opened):
    assert panel_of_sum(compare(preset("autumn-2008")), XENAPP, opened, TableOptions()) is None


def test_the_baseline_saves_nothing_that_could_open():
    answer = compare(preset("autumn-2008"))
    for name in ("against", "npv_saving", "payback", "saved:1", "ahead:1"):
        assert panel_of_sum(answer, 0, f"sum:{name}", TableOptions()) is None


# Present value


def test_present_value_has_rows_where_it_is_chosen_with_the_answer_s_figures(client):
    assert not any("present value" in label for label, _ in rows(page(client, "")))
    table, answer = (
        dict(rows(page(client, "worth=present"))),
        answered(client, "preset=autumn-2008"),
    )
    for label, name in (
        ("Net present value, in all", "npv"),
        ("Saving in present value, in all", "npv_saving"),
        ("Equivalent annual cost, in all", "annualised"),
    ):
        shown = [number(cell) for cell in table[label][1:]]
        assert shown == [round(Decimal(s[name])) for s in answer["scenarios"][1:]]
    assert table["Payback"] == ["–", *["not for good"] * 3, "1.5 years", *["not for good"] * 2]


def notes(client: Client, query: str) -> dict[str, str]:
    return {
        text_of(row[0]).partition(",")[0]: text_of(row[0].find("small"))
        for row in page(client, query).findall(".//table[@id='costs']/tbody/tr")
        if row[0].find("small") is not None
    }


def test_a_sentence_by_the_row_says_what_it_means_at_which_rate(client):
    said = notes(client, "worth=present&discount_rate=0.08")["Net present value"]
    assert said == "what the payments of all years are worth today, at 8 %"


def test_at_a_rate_of_nothing_the_page_says_plainly_that_nothing_is_discounted(client):
    said = notes(client, "worth=present&discount_rate=0")
    assert said["Net present value"] == "nothing is discounted, for the discount rate is 0 %"
    assert said["Equivalent annual cost"] == "the total shared out over 4 years"
    table = dict(rows(page(client, "worth=present&discount_rate=0")))
    assert table["Net present value, in all"] == table["Total, 1,000 desktops"]
    opened = text_of(page(client, "worth=present&discount_rate=0&open=sum:npv.5"))
    assert "The discount rate is 0 %, so nothing is discounted" in opened


def test_the_rate_leads_to_its_field(client):
    tree = page(client, "worth=present")
    [rate] = tree.findall(".//table[@id='costs']/tbody//small/a")
    assert tree.find(f".//input[@id='{rate.get('href')[1:]}']").get("name") == "discount_rate"


def test_the_net_present_value_opens_to_the_cash_flow_that_sums_to_it(client):
    *years, foot = working(page(client, "worth=present&open=sum:npv.5"))
    assert [row[0] for row in years] == [
        *("at the start", *(f"end of year {y}" for y in range(1, 5))),
        LEFT,
    ]
    for _, own, there, saved, _so_far, divisor, worth, saved_worth in years:
        assert number(there) - number(own) == number(saved)
        assert abs(number(own) / number(divisor) - number(worth)) < Decimal("0.006")
        assert abs(number(saved) / number(divisor) - number(saved_worth)) < Decimal("0.006")
    assert number(years[-1][4]) == number(foot[3]) == Decimal("535017.53")
    assert (foot[6], foot[7]) == ("2,694,161.46", "372,550.74")


def test_how_a_present_value_is_made_is_told_in_words(client):
    opened = text_of(page(client, "worth=present&discount_rate=0.05&open=sum:npv.5"))
    assert "divided by 1 + 5 % once for every year until it is due" in opened


@pytest.mark.parametrize("place", range(2, 8))
def test_the_opened_cash_flow_and_its_rounding_add_up(client, place):
    *rows, foot = working(page(client, f"worth=present&open=sum:npv.{place}"))
    for column in (1, 2, 3, 6, 7):
        assert sum(number(row[column]) for row in rows) == number(foot[column])


def test_the_equivalent_annual_cost_multiplies_out(client):
    words = text_of(page(client, "worth=present&open=sum:annualised.5").find(
        ".//*[@id='explanation']"))  # fmt: skip
    assert "$2,694,161.46 ÷ 3.31212684 = $813,423.39 in all a year." in words
    made = Decimal("2694161.46") / Decimal("3.31212684")
    assert abs(made - Decimal("813423.39")) < Decimal("0.01")  # of a present value in whole cents


def test_payback_opens_to_the_moment_within_the_year(client):
    words = text_of(page(client, "worth=present&open=sum:payback.5").find(
        ".//*[@id='explanation']"))  # fmt: skip
    assert (
        "1 year + $607,921.51 still missing ÷ $1,184,812.72 saved in the year after = 1.51 years."
        in words
    )


def test_where_the_baseline_is_not_priced_nothing_is_saved(client):
    scenarios = preset("autumn-2008")["scenarios"]
    names = json.dumps([scenarios[1]["name"], scenarios[0]["name"]])
    query = urlencode({"scenarios": names, "price_date": "2011-01-01"}) + "&worth=present&by=year"
    table = dict(rows(page(client, query)))
    assert table["Saving in present value, in all"] == ["", "–"]
    assert table["Payback"] == ["", "–"]
    assert not any(label.startswith("Saved") for label in table)
