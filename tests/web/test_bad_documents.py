"""The comparison document's bad inputs, by their numbers in the catalogue of bad inputs.

Each case stands once: its body, the path of its fault, a piece of what is said. Every door
must say exactly the same, quickly, and fall over nothing.
"""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from pricing.comparison import compare_json
from pricing.engine.faults import Fault, Faults
from tests.quick import is_done_within

BASE = json.loads(
    (Path(__file__).parents[1] / "cases" / "spec" / "who-gets-what.json").read_text(
        encoding="utf-8"
    )
)
SCHEMES = {scheme["id"]: place for place, scheme in enumerate(BASE["catalogue"]["schemes"])}
LONGEST_SECONDS = 2
DESKTOPS = "fleet[0].desktops"

Body = bytes
Case = tuple[str, Body, str, str]


def written(document: Any) -> Body:
    return json.dumps(document).encode()


def changed(change: Callable[[dict[str, Any]], None]) -> Body:
    """The base with one thing changed in place."""
    document = copy.deepcopy(BASE)
    change(document)
    return written(document)


def with_value(value: Any, *path: str | int) -> Body:
    def change(document: Any) -> None:
        for key in path[:-1]:
            document = document[key]
        document[path[-1]] = value

    return changed(change)


def with_json(text: str, *path: str | int) -> Body:
    """The base with a piece of JSON in it as it is written."""
    return with_value("@@", *path).replace(b'"@@"', text.encode())


def desktops(value: Any) -> Body:
    return with_value(value, "fleet", 0, "desktops")


def desktops_json(text: str) -> Body:
    return with_json(text, "fleet", 0, "desktops")


def name(value: Any) -> Body:
    return with_value(value, "fleet", 0, "name")


def day(value: Any) -> Body:
    return with_value(value, "price_date")


def scheme(id_: str, **fields: Any) -> Body:
    return changed(lambda document: document["catalogue"]["schemes"][SCHEMES[id_]].update(fields))


def attributes(id_: str, **values: Any) -> Body:
    place = SCHEMES[id_]
    return with_value(
        BASE["catalogue"]["schemes"][place]["attributes"] | values, *at_scheme(id_), "attributes"
    )


def at_scheme(id_: str) -> tuple[str, str, int]:
    return "catalogue", "schemes", SCHEMES[id_]


def tiers(value: Any) -> Body:
    return with_value(value, "catalogue", "prices", 0, "tiers")


def groups(count: int, **fields: Any) -> list[dict[str, Any]]:
    return [{"name": f"Group {number}", "desktops": 1} | fields for number in range(count)]


def alone(**fields: Any) -> Body:
    """A document of one scenario on PCs, without a stack, so that groups may be anything."""
    scenario = {"name": "PCs", "delivery": "pc", "stack": []}
    return written(
        BASE | {"annual_growth": "0", "fleet": groups(1), "scenarios": [scenario]} | fields
    )


def in_bom(encoding: str) -> Body:
    return json.dumps(BASE).encode(encoding)


SECOND = BASE["catalogue"]["prices"] + BASE["catalogue"]["prices"][:1]
THOUSAND = [
    BASE["catalogue"]["schemes"][0] | {"id": f"scheme-number-{number}"} for number in range(1000)
]

FAULTY: list[Case] = [
    *(
        (f"1 {text}", desktops(text), DESKTOPS, f"holds '{text}'; may hold a whole number from 0")
        for text in ("NaN", "nan", "sNaN")
    ),
    *(
        (f"2 {text}", desktops_json(text), DESKTOPS, f"holds {text}; may hold a whole")
        for text in ("NaN", "Infinity", "-Infinity")
    ),
    *(
        (f"3 {text}", desktops(text), DESKTOPS, f"holds '{text}'; may hold a whole")
        for text in ("Infinity", "inf", "∞")
    ),
    ("4 text", desktops("1e308"), DESKTOPS, "write the number out"),
    ("4 JSON", desktops_json("1e308"), DESKTOPS, "from 0 to 10,000,000"),
    *(
        (f"5 {text}", desktops_json(text), DESKTOPS, "from 0 to 10,000,000")
        for text in ("1e400", "1e400000000", "1e-400000000")
    ),
    ("7", with_json("1e-320", "discount_rate"), "discount_rate", "at most 10 decimals"),
    ("8", desktops("1,234.56"), DESKTOPS, "(it reads as 1234.56)"),
    ("8 odd groups", desktops("1,23,4"), DESKTOPS, "write a plain number"),
    ("9", desktops("1.234,56"), DESKTOPS, "(it reads as 1234.56)"),
    ("10", desktops("1,5"), DESKTOPS, "(it reads as 1.5)"),
    ("10 thousands", desktops("1.234"), DESKTOPS, "(write 1234)"),
    ("10 millions", desktops("1.234.567"), DESKTOPS, "(write 1234567)"),
    ("10 a share", with_value("15,5", "discount_rate"), "discount_rate", "for 15.5 % write 0.155"),
    *(
        (f"11 {text}", desktops(text), DESKTOPS, f"holds '{text}'; may")
        for text in ("１２", "٣", "Ⅳ", "½", "²")
    ),
    ("11 digits", desktops("１２"), DESKTOPS, "use the digits 0 to 9"),
    ("12 0x10", desktops("0x10"), DESKTOPS, "write a plain number"),
    ("12 1_000", desktops("1_000"), DESKTOPS, "write 1000"),
    ("12 1e3", desktops("1e3"), DESKTOPS, "write the number out"),
    ("12 10%", with_value("10%", "discount_rate"), "discount_rate", "write 0.1"),
    ("12 $23", desktops("$23"), DESKTOPS, "write 23"),
    ("12 23 USD", desktops("23 USD"), DESKTOPS, "write 23"),
    ("12 +5", desktops("+5"), DESKTOPS, "write 5"),
    ("12 5-", desktops("5-"), DESKTOPS, "it reads as -5"),
    ("12 1 000", desktops("1 000"), DESKTOPS, "write 1000"),
    ("12 minus sign", desktops("\u22125"), DESKTOPS, "it reads as -5"),
    ("14 inside", desktops("1\u200b2"), DESKTOPS, "remove the invisible character U+200B"),
    ("14 end", desktops("12\ufeff"), DESKTOPS, "remove the invisible character U+FEFF"),
    ("14 mark", desktops("\u200f12"), DESKTOPS, "remove the invisible character U+200F"),
    (
        "15",
        with_value("0." + "3" * 30, "discount_rate"),
        "discount_rate",
        "at most 10 decimals; 0.3333333333 would do",
    ),
    (
        "15 long before the point",
        desktops("123456789012345678901.12345678901"),
        DESKTOPS,
        "at most 10 decimals)",
    ),
    (
        "15 JSON",
        desktops_json("123456789012345678901.12345678901"),
        DESKTOPS,
        "at most 10 decimals)",
    ),
    ("16 JSON", desktops_json("9" * 5000), DESKTOPS, "a number of 5,000 characters"),
    ("16 text", desktops("9" * 5000), DESKTOPS, "a text of 5,000 characters"),
    ("17", desktops(2.5), DESKTOPS, "a whole number"),
    ("17 years", with_value(2.5, "horizon_years"), "horizon_years", "a whole number from 1 to 30"),
    ("18 below", desktops(-1), DESKTOPS, "from 0 to 10,000,000"),
    ("18 above", desktops(10_000_001), DESKTOPS, "from 0 to 10,000,000"),
    ("18 in all", alone(fleet=groups(50, desktops=300_000)), "fleet", "15,000,000 desktops"),
    *(
        (
            f"18 {what} in all",
            alone(fleet=groups(50, **{what: 300_000})),
            "fleet",
            f"15,000,000 {what}",
        )
        for what in ("devices", "users")
    ),
    (
        "18 growth",
        alone(fleet=groups(1, desktops=9_000_000), annual_growth="0.02", horizon_years=9),
        "annual_growth",
        "year 7 would have 10,135,462",
    ),
    ("20 rate", with_value(8, "discount_rate"), "discount_rate", "from 0 to 1; for 8 % write 0.08"),
    (
        "20 peak",
        with_value(90, "fleet", 0, "peak_concurrency"),
        "fleet[0].peak_concurrency",
        "for 90 % write 0.9",
    ),
    (
        "20 discount",
        with_value({"*": 1.1}, "scenarios", 0, "discounts"),
        "scenarios[0].discounts.*",
        "from 0 to 1",
    ),
    *(
        (f"21 {text}", desktops_json(text), DESKTOPS, "may hold a whole number")
        for text in ("true", "null", '""', "[]", "{}")
    ),
    ("22 number", with_value(5, "title"), "title", "holds 5; may hold a text"),
    (
        "22 text",
        with_value("pc", "scenarios", 0, "stack"),
        "scenarios[0].stack",
        "holds 'pc'; may hold a list",
    ),
    ("22 list", with_value([], "fleet", 0), "fleet[0]", "holds a list; may hold one object"),
    ("22 catalogue", with_value([], "catalogue"), "catalogue", "holds a list; may hold one object"),
    (
        "23 falling",
        with_value({"pue": {"low": 2, "mode": 1, "high": 3}}, "assumptions"),
        "assumptions.pue",
        "do not fall",
    ),
    (
        "23 low only",
        with_value({"pue": {"low": 2}}, "assumptions"),
        "assumptions.pue.mode",
        "is missing",
    ),
    (
        "23 unknown key",
        with_value({"pue": {"low": 1, "mode": 1, "high": 1, "top": 1}}, "assumptions"),
        "assumptions.pue.top",
        "is not known",
    ),
    (
        "23 an end out of bounds",
        with_value({"low": -2, "mode": 0, "high": 0}, "annual_growth"),
        "annual_growth.low",
        "may hold a number from -0.99 to 1",
    ),
    (
        "24 no draws",
        with_value({"draws": 0}, "uncertainty"),
        "uncertainty.draws",
        "from 1 to 10,000,000",
    ),
    (
        "24 many draws",
        with_value({"draws": 10**12}, "uncertainty"),
        "uncertainty.draws",
        "from 1 to 10,000,000",
    ),
    (
        "24 seed -1",
        with_value({"seed": -1}, "uncertainty"),
        "uncertainty.seed",
        "from 0 to 9,007,199,254,740,991",
    ),
    (
        "24 seed 2^53",
        with_value({"seed": 2**53}, "uncertainty"),
        "uncertainty.seed",
        "from 0 to 9,007,199,254,740,991",
    ),
    ("24 seed abc", with_value({"seed": "abc"}, "uncertainty"), "uncertainty.seed", "holds 'abc'"),
    *(
        (f"26 {text}", day(text), "price_date", "there is no such day")
        for text in ("2008-02-30", "2009-02-29", "2008-13-01", "0000-01-01")
    ),
    *(
        (f"26 {text}", day(text), "price_date", "a date, written as 2008-01-31")
        for text in ("31/02", "10000-01-01")
    ),
    *(
        (f"27 {text}", day(text), "price_date", "may hold a date, written as 2008-01-31")
        for text in (
            "20080131",
            "2008-W05-4",
            "2008-1-31",
            "31.01.2008",
            "01/02/2008",
            "2008-01-31T00:00:00Z",
            "today",
        )
    ),
    ("27 number", day(1201737600), "price_date", "holds 1201737600; may hold a date"),
    *(
        (f"28 {text}", day(text), "price_date", "from 1990-01-01 to 2099-12-31")
        for text in ("1989-12-31", "2100-01-01")
    ),
    *(
        (
            f"30 U+{ord(character):04X}",
            name(f"a{character}b"),
            "fleet[0].name",
            f"U+{ord(character):04X}",
        )
        for character in "\u202e\u2066\x07\x85\t\n\u2028"
    ),
    *(
        (f"32 {text!r}", name(text), "fleet[0].name", "needs a name")
        for text in ("   ", "\u200b", "\u00ad", "")
    ),
    ("32 none", alone(fleet=[{"desktops": 1}]), "fleet[0].name", "is missing"),
    ("33", name("a\0"), "fleet[0].name", "U+0000"),
    ("34", name("\ud800"), "fleet[0].name", "U+D800"),
    ("34 replaced", name("\ufffd"), "fleet[0].name", "U+FFFD"),
    (
        "35 NFC",
        alone(fleet=[{"name": n, "desktops": 1} for n in ("Büro", "Bu\u0308ro")]),
        "fleet[1].name",
        "as fleet[0]",
    ),
    (
        "35 case",
        alone(fleet=[{"name": n, "desktops": 1} for n in ("Office", "office ")]),
        "fleet[1].name",
        "as fleet[0]",
    ),
    ("36", with_value("x" * 1_000_000, "title"), "title", "a text of 1,000,000 characters: 'xxx"),
    (
        "40",
        written(BASE).replace(b'"desktops": 600', b'"desktops": 600, "desktops": 601'),
        DESKTOPS,
        "given twice",
    ),
    (
        "40 in a map",
        with_json('{"pue": 1, "pue": 2}', "assumptions"),
        "assumptions.pue",
        "given twice",
    ),
    (
        "41 on top",
        written(BASE | {"horizon_yaers": 5}),
        "horizon_yaers",
        "is not known; did you mean horizon_years?",
    ),
    (
        "41 within",
        with_value({}, "scenarios", 0, "dicsounts"),
        "scenarios[0].dicsounts",
        "did you mean discounts?",
    ),
    (
        "41 elsewhere",
        with_value("vdi", "fleet", 0, "delivery"),
        "fleet[0].delivery",
        "is not known",
    ),
    ("41 a line break", written(BASE | {"a\nb": 1}), "a\\u000ab", "is not known"),
    ("42 10,000", b"[" * 10_000, "", "nested deeper than 16"),
    ("42 17", b'{"title":' + b"[" * 16 + b"]" * 16 + b"}", "", "nested deeper than 16"),
    *(
        (f"47 {text}", text.encode(), "", "may hold one object")
        for text in ("[]", '"x"', "null", "1")
    ),
    ("50 groups", alone(fleet=groups(51)), "fleet", "a list of 51; may hold 1 to 50"),
    (
        "50 scenarios",
        with_value(BASE["scenarios"][:1] * 13, "scenarios"),
        "scenarios",
        "a list of 13; may hold 1 to 12",
    ),
    (
        "50 schemes",
        with_value(["pc"] * 61, "scenarios", 0, "stack"),
        "scenarios[0].stack",
        "a list of 61; may hold up to 60",
    ),
    ("50 no scenario", with_value([], "scenarios"), "scenarios", "may hold 1 to 12"),
    ("50 no group", with_value([], "fleet"), "fleet", "may hold 1 to 50"),
    (
        "51 id",
        with_value(["ms-vecd-s"], "scenarios", 0, "stack"),
        "scenarios[0].stack[0]",
        "did you mean ms-vecd-sa?",
    ),
    (
        "51 twice",
        with_value(["pc", "pc"], "scenarios", 0, "stack"),
        "scenarios[0].stack[1]",
        "stands in the stack already",
    ),
    (
        "51 profile",
        with_value("knowlege", "fleet", 0, "profile"),
        "fleet[0].profile",
        "did you mean knowledge?",
    ),
    (
        "51 delivery",
        with_value("vid", "scenarios", 0, "delivery"),
        "scenarios[0].delivery",
        "did you mean vdi?",
    ),
    (
        "51 metric",
        scheme("pc", metric="devise"),
        "catalogue.schemes[12].metric",
        "did you mean device?",
    ),
    (
        "51 role",
        scheme("pc", role="endpiont"),
        "catalogue.schemes[12].role",
        "did you mean endpoint?",
    ),
    (
        "52",
        scheme("pc", includes={"endpoint": 1}),
        "catalogue.schemes[12].includes.endpoint",
        "may not include itself",
    ),
    (
        "53 doubled",
        tiers([[5, 1], [5, 1]]),
        "catalogue.prices[0].tiers[1][0]",
        "may hold more than 5",
    ),
    (
        "53 falling",
        tiers([[5, 1], [4, 1]]),
        "catalogue.prices[0].tiers[1][0]",
        "may hold more than 5",
    ),
    ("53 threshold 0", tiers([[0, 1]]), "catalogue.prices[0].tiers[0][0]", "from 1 to 10,000,000"),
    ("53 below 0", tiers([[5, -1]]), "catalogue.prices[0].tiers[0][1]", "from 0 to 10,000,000"),
    ("53 null", tiers([[5, None]]), "catalogue.prices[0].tiers[0][1]", "holds nothing"),
    ("53 pack", scheme("pc", pack=0), "catalogue.schemes[12].pack", "from 1 to 10,000,000"),
    ("53 life 0", scheme("pc", life_years=0), "catalogue.schemes[12].life_years", "from 1 to 100"),
    (
        "53 life",
        scheme("ms-vecd-sa", life_years=3),
        "catalogue.schemes[0].life_years",
        "with a perpetual scheme only",
    ),
    (
        "53 maintenance",
        scheme("ms-vecd-sa", maintenance_rate="0.2"),
        "catalogue.schemes[0].maintenance_rate",
        "with a perpetual scheme only",
    ),
    (
        "54 two prices",
        with_value(SECOND, "catalogue", "prices"),
        "catalogue.prices[14].valid_from",
        "prices[0] has the same",
    ),
    (
        "54 no scheme",
        with_value("nope", "catalogue", "prices", 0, "scheme"),
        "catalogue.prices[0].scheme",
        "is no scheme",
    ),
    (
        "54 assumption",
        with_value([], "catalogue", "assumptions"),
        "assumptions.energy_price",
        "is needed by 'One for all'",
    ),
    (
        "56",
        with_value({"Offce": "pc"}, "scenarios", 0, "endpoints"),
        "scenarios[0].endpoints.Offce",
        "did you mean Office?",
    ),
    (
        "57 cores",
        attributes("server", cores_per_socket=0),
        "catalogue.schemes[2].attributes.cores_per_socket",
        "no desktop fits",
    ),
    ("57 memory", attributes("server", ram_gb=2), "scenarios[0].stack[0]", "no desktop fits"),
    (
        "57 vcpu_per_core",
        with_value({"vdi.vcpu_per_core": 0}, "assumptions"),
        "assumptions.vdi.vcpu_per_core",
        "may hold a number above 0",
    ),
    (
        "57 overcommit",
        attributes("hyper", memory_overcommit=0),
        "catalogue.schemes[3].attributes.memory_overcommit",
        "must be above 0",
    ),
    (
        "60 keys",
        written({f"k{number}": 1 for number in range(49_000)}),
        "",
        "49,000 names; may hold up to 18",
    ),
    (
        "60 names",
        with_value({f"k{number}": 1 for number in range(49_000)}, "assumptions"),
        "assumptions",
        "49,000 names",
    ),
    ("60 values", written(BASE | {"title": [1] * 50_001}), "", "may hold 50,000 values at most"),
    (
        "60 many misspelt",
        changed(
            lambda d: d["catalogue"].update(
                schemes=THOUSAND, prices=[{"scheme": "shceme", "valid_from": "2008-01-01"}] * 2000
            )
        ),
        "catalogue.prices[0].scheme",
        "is no scheme",
    ),
    (
        "a total too large",
        alone(
            fleet=groups(1, desktops=10_000_000),
            assumptions={"pc.downtime_hours_year": 10_000_000, "user_hour_cost": 10_000_000},
            include_indirect=True,
        ),
        "scenarios[0]",
        "total too large to state to the cent",
    ),
    (
        "21 tokens",
        scheme(
            "pc",
            requires=[f"t{number}" for number in range(10)],
            provides=[f"u{number}" for number in range(11)],
        ),
        "catalogue.schemes[12].provides",
        "may hold, with requires, up to 20 tokens",
    ),
    (
        "a currency",
        with_value("$", "catalogue", "currency"),
        "catalogue.currency",
        "three capital letters such as USD",
    ),
    (
        "a script as source",
        with_value("javascript:alert(1)", "catalogue", "prices", 0, "source_url"),
        "catalogue.prices[0].source_url",
        "begins with http:// or https://",
    ),
    (
        "a catalogue as it was known",
        with_value("17", "known_on"),
        "known_on",
        "may not stand beside a catalogue",
    ),
    (
        "55 none",
        written({k: v for k, v in BASE.items() if k not in ("price_list", "catalogue")}),
        "price_list",
        "is missing",
    ),
]

NO_JSON: list[tuple[str, Body, str]] = [
    ("44 trailing data", b"{} {}", "line 1, column 4: expected the end of the document"),
    ("44 trailing comma", b'{"a":1,}', "line 1, column 8: expected a name in double quotes"),
    ("44 comma in a list", b'{"a":[1,]}', "expected a value"),
    ("44 comment", b"/* x */ {}", "line 1, column 1: expected a value"),
    ("44 single quotes", b"{'a':1}", "line 1, column 2: expected a name in double quotes"),
    ("44 half", b'{"a":\n1', "line 2, column 2: expected ',' or the end"),
    ("44 half a text", b'{"title":"abc', "expected the end of the text that begins here"),
    ("44 empty", b"", "the body is empty"),
    ("44 blanks", b" \n\t", "the body is empty"),
    ("33 a bare NUL", b'{"title":"\0"}', "control character"),
    *(
        (f"46 {encoding}", in_bom(encoding), "is UTF-16; save it as UTF-8")
        for encoding in ("utf-16", "utf-16-le", "utf-16-be")
    ),
    *(
        (f"46 {encoding}", in_bom(encoding), "is UTF-32; save it as UTF-8")
        for encoding in ("utf-32", "utf-32-le", "utf-32-be")
    ),
    ("46 Latin-1", '{"title":"Büro"}'.encode("latin-1"), "byte 11 is not UTF-8"),
]

ACCEPTED: list[tuple[str, Body]] = [
    *((f"6 {text}", desktops_json(text)) for text in ("-0", '"-0"', '"-0.0"')),
    *(
        (f"13 {text!r}", desktops(text))
        for text in (" 12 ", "12\t", "\u00a012\u00a0", "0012", "5.")
    ),
    ("17", desktops_json("2.0")),
    ("19 nobody", alone(fleet=groups(2, desktops=0, users=0))),
    ("19 users alone", alone(fleet=groups(1, desktops=0, users=100))),
    ("23", with_value({"pue": {"low": 1, "mode": 1, "high": 1}}, "assumptions")),
    ("24", with_value({"seed": 2**53 - 1}, "uncertainty")),
    *((f"28 {text}", day(text)) for text in ("2008-02-29", "2007-12-31", "2096-02-29")),
    ("29", day("1995-01-01")),
    ("31 Persian", alone(fleet=groups(1, name="می\u200cخواهم"))),
    ("31 Hindi", alone(fleet=groups(1, name="क्\u200dष"))),
    ("31 family", alone(fleet=groups(1, name="👩\u200d👩\u200d👧"))),
    *(
        (f"37 {text}", alone(title=text, fleet=groups(1, name=text)))
        for text in ("<script>alert(1)</script>", "{{ 7*7 }}", "%(x)s")
    ),
    ("39", alone(fleet=groups(1, name="a" + "\u0300" * 199))),
    ("45", b"\xef\xbb\xbf" + written(BASE)),
    ("50", with_value([], "scenarios", 0, "stack")),
    ("56", with_value({"Nobody": "0.1"}, "scenarios", 0, "discounts")),
]


def ids(cases: list[Any]) -> list[str]:
    return [ascii(case[0])[1:-1] for case in cases]


def faults_of(body: Body) -> list[Fault]:
    """What the plain function says, within the time that a bad document may take."""
    found: list[Fault] = []

    def refuse() -> None:
        with pytest.raises(Faults) as raised:
            compare_json(body)
        found[:] = raised.value.faults

    assert is_done_within(LONGEST_SECONDS, refuse)
    return found


def said_by_command(body: Body, tmp_path: Path) -> str:
    """Standard error of the command, which must end with status 2 and print nothing else."""
    (tmp_path / "document.json").write_bytes(body)
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("compare", str(tmp_path / "document.json"), stdout=out, stderr=err)
    assert (ended.value.code, out.getvalue()) == (2, "")
    return err.getvalue()


def posted(client: Any, body: Body) -> Any:
    return client.generic("POST", "/api/compare", body, CONTENT_TYPE="application/json")


def as_json(fault: Fault) -> dict[str, str]:
    return {"path": fault.path, "holds": fault.holds, "message": fault.message}


@pytest.mark.parametrize(
    ("path", "words", "body"), [(c[2], c[3], c[1]) for c in FAULTY], ids=ids(FAULTY)
)
def test_a_bad_document_is_named_by_path_alike_at_all_doors(path, words, body, client, tmp_path):
    faults = faults_of(body)
    assert words in next(str(fault) for fault in faults if fault.path == path)
    response = posted(client, body)
    assert response.status_code == 422
    assert response.json() == {"faults": [as_json(fault) for fault in faults]}
    lines = said_by_command(body, tmp_path).splitlines()
    assert lines == [f"{tmp_path / 'document.json'}: {fault}" for fault in faults]


@pytest.mark.parametrize(("words", "body"), [(c[2], c[1]) for c in NO_JSON], ids=ids(NO_JSON))
def test_what_is_no_json_says_where_it_stops_being_it(words, body, client, tmp_path):
    [fault] = faults_of(body)
    assert fault.path == ""
    assert words in fault.message
    response = posted(client, body)
    assert response.status_code == 400
    assert response.json() == {"faults": [as_json(fault)]}
    assert said_by_command(body, tmp_path) == f"{tmp_path / 'document.json'}: {fault}\n"


@pytest.mark.parametrize("body", [c[1] for c in ACCEPTED], ids=ids(ACCEPTED))
def test_what_only_looks_odd_is_answered(body, client):
    response = posted(client, body)
    assert response.status_code == 200
    assert not {"NaN", "Infinity", "-0.00"} & set(
        response.content.decode().replace('"', " ").split()
    )


def test_a_minus_zero_gives_the_same_bytes_as_zero():
    from pricing.comparison import answer_json

    answers = {answer_json(compare_json(desktops_json(text))) for text in ("0", "-0", "-0.0")}
    assert len(answers) == 1


def test_a_day_before_every_price_has_findings_and_no_figures(client):
    scenario = posted(client, day("1995-01-01")).json()["scenarios"][0]
    assert {finding["kind"] for finding in scenario["findings"]} >= {"not_on_sale"}
    assert (scenario["tco"], scenario["lines"], scenario["compliant"]) == (None, None, False)


def test_nobody_at_a_desk_has_totals_and_nothing_per_desktop(client):
    scenario = posted(client, alone(fleet=groups(1, desktops=0, users=100))).json()["scenarios"][0]
    assert (scenario["tco_per_desktop_month"], scenario["desktop_years"]) == (None, 0)
    assert float(scenario["tco"]) > 0


def test_requirements_in_a_circle_are_found_and_priced(client):
    own = [
        {
            "id": f"{a}-needs-{b}",
            "role": role,
            "metric": "device",
            "charge": "subscription",
            "requires": [b],
            "provides": [a],
        }
        for a, b, role in (("a", "b", "broker"), ("b", "a", "graphics"))
    ]
    prices = [{"scheme": one["id"], "valid_from": "2007-01-01", "amount": 1} for one in own]
    body = changed(
        lambda d: (
            d["catalogue"].update(
                schemes=d["catalogue"]["schemes"] + own, prices=d["catalogue"]["prices"] + prices
            ),
            d["scenarios"][0].update(stack=[one["id"] for one in own]),
        )
    )
    findings = posted(client, body).json()["scenarios"][0]["findings"]
    assert {f["scheme"] for f in findings if f["kind"] == "unused"} == {"a-needs-b", "b-needs-a"}


def test_a_name_written_in_either_normal_form_is_the_same_group(client):
    """A group named in NFD and its delivery in NFC, or the other way round."""
    scenario = {"name": "a", "delivery": "pc", "stack": [], "deliveries": {"Bu\u0308ro": "pc"}}
    body = alone(fleet=groups(1, name="B\u00fcro"), scenarios=[scenario])
    assert posted(client, body).status_code == 200


def test_an_unknown_price_list_is_a_fault_of_its_field(client, empty_catalogue):
    """The same answer for a list that is another's and for one that is not there."""
    body = written({key: value for key, value in BASE.items() if key != "catalogue"})
    assert posted(client, body).json()["faults"] == [
        {"path": "price_list", "holds": "'embedded'", "message": "there is no such price list"}
    ]


def test_the_costliest_document_within_the_limits_is_answered_in_time(client):
    """50 groups, 12 scenarios, 60 schemes, 30 years."""
    own = [
        {
            "id": f"s{n}",
            "role": "service",
            "metric": "device",
            "charge": "perpetual",
            "life_years": 3,
            "maintenance_rate": "0.2",
        }
        for n in range(60)
    ]
    scenarios = [
        {"name": f"Scenario {n}", "delivery": "pc", "stack": [s["id"] for s in own]}
        for n in range(12)
    ]
    prices = [{"scheme": s["id"], "valid_from": "2007-01-01", "amount": "9.99"} for s in own]
    catalogue = BASE["catalogue"] | {"schemes": own, "prices": prices}
    body = alone(fleet=groups(50), scenarios=scenarios, catalogue=catalogue, horizon_years=30)
    statuses = []
    assert is_done_within(
        LONGEST_SECONDS, lambda: statuses.append(posted(client, body).status_code)
    )
    assert {*statuses} == {200}
