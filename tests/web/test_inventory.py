"""The page of an inventory: a file in, its groups shown, taken over into the comparison."""

from __future__ import annotations

import json
import logging
import tempfile
from html import unescape
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from calculator.question.state import state_of
from pricing.inventory import reading
from pricing.inventory.reading import MOST_BYTES, MOST_PACKED_BYTES
from pricing.presets import preset
from tests.inventories import INTUNE, INTUNE_ROWS, pack_one, write_csv
from tests.web.markup import parsed, text_of
from tests.web.test_uploads import refuse_room

pytestmark = pytest.mark.usefixtures("catalogue_db")

AUTUMN = "preset=autumn-2008"
FILE = write_csv(INTUNE, INTUNE_ROWS)
OFFICE, CALL_CENTRE = 0, 1  # as the preset has them


def carry(**fields: str) -> tuple[str, str]:
    """What brings a comparison along: the form that has no file."""
    return urlencode(fields), "application/x-www-form-urlencoded"


def sent(client, content: bytes = FILE, address: str = AUTUMN, **said) -> str:
    """The page that a file with a mapping gets."""
    file = SimpleUploadedFile("devices.csv", content)
    response = client.post("/inventory", {"address": address, "file": file, **said})
    assert response.status_code == 200
    return response.content.decode()


def cells_of(page: str, caption: str) -> list[list[str]]:
    """The body of a table by its caption, without what is to be chosen."""
    [table] = [
        each for each in parsed(page).iter("table") if text_of(each.find("caption")) == caption
    ]
    return [[text_of(cell) for cell in row][:2] for row in table.find("tbody").iter("tr")]


def taken(page: str) -> dict:
    """The document to which a page leads on."""
    [link] = [each for each in parsed(page).iter("a") if each.get("id") == "take-over"]
    state = state_of(QueryDict(unescape(link.get("href", "")).partition("?")[2]))
    assert state.faults == []
    return state.document


def chosen(page: str, name: str) -> list[str]:
    """The texts of what is chosen in the fields of a name."""
    return [
        text_of(option)
        for field in parsed(page).iter("select")
        if field.get("name") == name
        for option in field.iter("option")
        if option.get("selected") is not None
    ]


def test_the_page_shows_groups_with_their_desktops(client):
    page = sent(client)
    assert cells_of(page, "Groups") == [["Sales", "9"], ["Legal", "3"], ["Without category", "2"]]
    assert "20 rows: 14 desktops in 3 groups, 6 left out." in text_of(parsed(page))


def test_the_page_says_what_was_left_out_and_why(client):
    assert cells_of(sent(client), "Left out") == [
        ["Empty rows", "1"],
        ["Servers", "1"],
        ["Phones and tablets", "2"],
        ["Personally owned", "1"],
        ["The same serial number again", "1"],
    ]


def test_the_page_says_what_counts_and_should_be_looked_at(client):
    rows = [{"Category": "Sales"}, {"Device name": "pc1", "OS": "2008-01-31"}]
    assert cells_of(sent(client, write_csv(INTUNE, rows)), "Counted, to be looked at") == [
        ["Without a name", "1"],
        ["A day or a number as operating system", "1"],
    ]


def test_what_wrote_the_file_is_named(client):
    assert "This is an inventory of Intune." in text_of(parsed(sent(client)))


def test_a_head_over_two_columns_is_said(client):
    page = sent(client, b"Tag,Model,Model\npc1,a,b\n")
    assert "More than one column is called “Model”;" in text_of(parsed(page))


def test_the_columns_are_chosen_as_they_are_recognised(client):
    page = sent(client)
    assert chosen(page, "column.group") == ["Category"]
    assert chosen(page, "column.serial") == ["Serial number"]
    assert chosen(page, "column.template") == []


def test_the_reader_chooses_another_column(client):
    page = sent(client, **{"column.group": "Model"})
    assert cells_of(page, "Groups") == [["Latitude 5440", "12"], ["Without model", "2"]]


def test_the_reader_counts_what_was_left_out(client):
    page = sent(client, count=["server", "personal"])
    assert "16 desktops" in text_of(parsed(page))
    assert ["Servers", "counted"] in cells_of(page, "Left out")


def test_the_smallest_groups_stand_together_where_there_are_many(client):
    rows = [{"Device name": f"pc{i}", "Category": f"Team {i % 9}"} for i in range(30)]
    page = sent(client, write_csv(INTUNE, rows), most="5")
    assert cells_of(page, "Groups")[-1] == ["Others", "15"]
    assert "The smallest 5 groups stand together" in text_of(parsed(page))


def test_so_many_groups_that_stand_together_are_said_with_their_thousands(client):
    rows = [{"Device name": f"pc{i}", "Category": f"Team {i}"} for i in range(2_500)]
    page = sent(client, write_csv(INTUNE, rows), most="5")
    assert "The smallest 2,496 groups stand together as “Others”." in text_of(parsed(page))


def test_groups_are_taken_over_and_the_scenarios_stay(client):
    document = taken(sent(client))
    before = preset("autumn-2008")
    assert [(each["name"], int(each["desktops"])) for each in document["fleet"]] == [
        ("Sales", 9),
        ("Legal", 3),
        ("Without category", 2),
    ]
    assert [each["name"] for each in document["scenarios"]] == [
        each["name"] for each in before["scenarios"]
    ]


def test_a_group_that_is_left_out_is_not_taken_over(client):
    document = taken(sent(client, skip="Without category"))
    assert [each["name"] for each in document["fleet"]] == ["Sales", "Legal"]


def test_a_group_works_as_the_one_that_it_is_like(client):
    document = taken(sent(client, like=[f"{CALL_CENTRE}:Sales", f"{OFFICE}:Legal"]))
    sales, legal = document["fleet"][:2]
    # 9 desktops for which there are one and a half times as many people, halves rounded up.
    assert (sales["profile"], int(sales["users"])) == ("task", 14)
    assert (legal["profile"], "users" in legal) == ("knowledge", False)


def test_scenarios_say_of_a_group_what_they_said_of_the_one_that_it_is_like(client):
    document = taken(sent(client, like=f"{CALL_CENTRE}:Sales"))
    entries = [entry for entry in document["scenarios"][1]["stack"] if isinstance(entry, dict)]
    before = preset("autumn-2008")["scenarios"][1]["stack"]
    for_some = [
        entry["groups"] for entry in before if isinstance(entry, dict) and "groups" in entry
    ]
    now = [entry["groups"] for entry in entries if "groups" in entry]
    named = {"Call centre": ["Sales"], "Office": ["Legal", "Without category"], "Engineering": []}
    assert now == [
        names for old in for_some if (names := [new for name in old for new in named[name]])
    ]


def test_a_group_of_a_name_that_is_there_already_works_as_before(client):
    rows = [{"Device name": f"pc{i}", "Category": "call centre"} for i in range(4)]
    [group] = taken(sent(client, write_csv(INTUNE, rows)))["fleet"]
    assert (group["name"], group["profile"], int(group["users"])) == ("call centre", "task", 6)


@pytest.mark.parametrize(
    "name",
    [
        'R&D "north" [2]',
        "a.b.c",
        "x=1&y=2",
        "Köln > Haus 1",
        "=1+1",
        "فريق",
        "name",
        "fleet.0",
        "\u202eevil",
        "0",
        "n" * 300,
    ],
)
def test_any_name_of_a_group_goes_over(client, name):
    rows = [{"Device name": f"pc{i}", "Category": name} for i in range(3)]
    page = sent(client, write_csv(INTUNE, rows))
    [group] = taken(page)["fleet"]
    assert [[group["name"], group["desktops"]]] == cells_of(page, "Groups")


def test_what_was_typed_before_is_kept(client):
    document = taken(sent(client, address=f"{AUTUMN}&horizon_years=6&title=Ours"))
    assert (document["horizon_years"], document["title"]) == ("6", "Ours")


def test_a_document_of_one_s_own_keeps_its_way(client):
    document = json.dumps(preset("autumn-2008") | {"title": "Our own"})
    file = SimpleUploadedFile("devices.csv", FILE)
    page = client.post("/inventory", {"document": document, "file": file})
    root = parsed(page.content.decode())
    fleets = [
        [group["name"] for group in json.loads(each.get("value", ""))["fleet"]]
        for each in root.iter("input")
        if each.get("name") == "document"
    ]
    assert ["Sales", "Legal", "Without category"] in fleets


def test_a_document_of_one_s_own_is_brought_along_without_a_file(client):
    document = json.dumps(preset("autumn-2008") | {"title": "Our own"})
    root = parsed(client.post("/inventory", *carry(document=document)).content.decode())
    assert [each for each in root.iter("div") if each.get("id") == "faults"] == []
    assert "Our own" in {
        json.loads(each.get("value", ""))["title"]
        for each in root.iter("input")
        if each.get("name") == "document"
    }


def test_no_group_is_nothing_to_take_over(client):
    page = sent(client, skip=["Sales", "Legal", "Without category"])
    assert "No desktop is left to take over." in text_of(parsed(page))


def test_without_a_comparison_the_usual_one_gets_the_groups(client):
    response = client.get("/inventory")
    [hidden] = [
        each
        for each in parsed(response.content.decode()).iter("input")
        if each.get("name") == "address"
    ]
    assert hidden.get("value") == AUTUMN


def test_a_comparison_with_a_fault_is_mended_first(client):
    assert client.get("/inventory?horizon_years=99").status_code == 422


@pytest.mark.parametrize("place", ["start-inventory", "who-inventory"])
def test_a_press_leads_there_from_the_comparison(client, place):
    root = parsed(client.get(f"/?{AUTUMN}&horizon_years=6").content.decode())
    [link] = [each for each in root.iter("a") if each.get("id") == place]
    assert unescape(link.get("href", "")) == f"/inventory?{AUTUMN}&horizon_years=6"


# Files that are none, or too large


def fault(client, content: bytes, **said) -> str:
    root = parsed(sent(client, content, **said))
    [found] = [each for each in root.iter("div") if each.get("id") == "faults"]
    return text_of(found)


def test_no_file_is_said_at_its_field(client):
    response = client.post("/inventory", {"address": AUTUMN})
    root = parsed(response.content.decode())
    [field] = [each for each in root.iter("input") if each.get("id") == "file"]
    assert field.get("aria-invalid") == "true"
    [said] = [each for each in root.iter("div") if each.get("id") == "faults"]
    assert text_of(said) == "Choose a file first."


MAPPED = {
    "address": AUTUMN,
    "column.group": "Model",
    "most": "25",
    "headless": "1",
    "count": ["server"],
    "skip": ["Sales"],
    "like": [f"{CALL_CENTRE}:Legal"],
}


def test_choices_that_come_without_their_file_are_kept_and_the_file_is_asked_for(client):
    page = client.post("/inventory", MAPPED).content.decode()
    root = parsed(page)
    words = "Choose the file again: nothing of it is kept here."
    assert text_of(root.find(".//p[@id='again']")) == words
    assert "again" in root.find(".//input[@id='file']").get("aria-describedby")
    assert (chosen(page, "column.group"), chosen(page, "most")) == (["Model"], ["25"])
    assert root.find(".//input[@id='headless']").get("checked") is not None
    hidden = [
        (each.get("name"), each.get("value"))
        for each in root.iter("input")
        if each.get("name") in ("count", "skip", "like")
    ]
    assert hidden == [("count", "server"), ("skip", "Sales"), ("like", f"{CALL_CENTRE}:Legal")]


def test_a_script_leaves_what_was_counted_and_asks_for_the_file(client):
    response = client.post("/inventory", MAPPED, headers={"HX-Request": "true"})
    root = parsed(response.content.decode())
    assert response["HX-Reswap"] == "none"
    assert text_of(root.find(".//p[@id='again']")).startswith("Choose the file again")
    assert [text_of(each) for each in root.iter("section")] == [""]


def test_what_was_chosen_before_stands_when_the_file_came_again(client):
    page = sent(client, **{name: MAPPED[name] for name in ("column.group", "most")})
    assert cells_of(page, "Groups")[0][0] == "Latitude 5440"
    assert text_of(parsed(page).find(".//p[@id='again']")) == ""


def test_two_files_are_told_apart(client):
    files = [SimpleUploadedFile(f"{name}.csv", FILE) for name in "ab"]
    response = client.post("/inventory", {"address": AUTUMN, "file": files})
    assert "Two files came" in response.content.decode()


def test_a_picture_is_named(client):
    assert "the file: this is a picture" in fault(client, b"\x89PNG\r\n\x1a\n" + bytes(20))


def test_a_file_of_the_largest_size_is_read(client):
    line = b"," * 999 + b"\n"
    room = MOST_BYTES - len(FILE)
    page = sent(client, FILE + line * (room // len(line)) + b"\n" * (room % len(line)))
    assert "14 desktops" in text_of(parsed(page))


def test_a_byte_more_is_refused(client):
    assert "larger than 100 MiB" in fault(client, FILE + b"\n" * (MOST_BYTES - len(FILE) + 1))


def test_a_packed_file_a_byte_too_large_is_told_to_come_as_csv(client):
    file = b"PK\x03\x04" + bytes(MOST_PACKED_BYTES - 3)
    assert "a packed file or workbook may have up to 20 MiB; as CSV it may" in fault(client, file)


def test_a_packed_file_that_finds_no_room_is_refused(client, monkeypatch):
    monkeypatch.setattr(reading, "TemporaryFile", refuse_room)
    file = SimpleUploadedFile("devices.zip", pack_one("devices.csv", FILE))
    response = client.post("/inventory", {"address": AUTUMN, "file": file})
    assert response.status_code == 507
    assert "no room for what was sent" in response.content.decode()


def test_a_form_above_the_limit_of_this_door_is_refused(client):
    file = SimpleUploadedFile("devices.csv", bytes(103 * 1024 * 1024))
    response = client.post("/inventory", {"address": AUTUMN, "file": file})
    assert response.status_code == 413
    assert "larger than 102 MiB" in response.content.decode()


def test_a_file_of_mebibytes_has_no_name_on_the_disk(client, monkeypatch):
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", None)
    page = sent(client, FILE + b"," * (5 * 1024 * 1024) + b"\n")
    assert "14 desktops" in text_of(parsed(page))


def test_other_doors_keep_their_limit(client):
    file = SimpleUploadedFile("own.json", bytes(3 * 1024 * 1024))
    response = client.post("/own-document", {"file": file})
    assert response.status_code == 413
    assert "larger than 2 MiB" in response.content.decode()


def test_nothing_of_a_file_is_logged(client, caplog):
    caplog.set_level(logging.DEBUG)
    sent(client, FILE)
    sent(client, b"PK\x03\x04Latitude")
    assert "Latitude" not in caplog.text
    assert "POST /inventory 200" in caplog.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("like", "99:Sales"),
        ("like", "x"),
        ("sheet", "none"),
        ("column.group", "\ufffd"),
        ("skip", "x" * 300),
    ],
)
def test_what_is_no_choice_changes_nothing(client, name, value):
    assert "14 desktops" in text_of(parsed(sent(client, **{name: value})))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("most", "9999", "most: holds '9999'; may hold 5 or 12 or 25 or 50"),
        ("most", "NaN", "most: holds 'NaN'; may hold 5 or 12 or 25 or 50"),
        ("most", ["5", "12"], "most: holds '12'; given twice"),
        ("count", "blank", "count: holds 'blank'; may hold"),
        ("count", "nonesuch", "count: holds 'nonesuch'; may hold"),
        ("column.nonesuch", "OS", "column.nonesuch: holds 'OS'; may be column.group or"),
    ],
)
def test_what_no_field_offers_is_told_and_nothing_is_counted(client, name, value, said):
    text = text_of(parsed(sent(client, **{name: value})))
    assert "Nothing was counted:" in text
    assert said in text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/prices.csv", "this is a list of prices of Deskfare"),
        ("/prices.xlsx", "this is a list of prices of Deskfare"),
        ("/request.csv?preset=autumn-2008&scenario=2", "this is a request to a supplier"),
        ("/quote.csv?preset=autumn-2008&scenario=2", "this is a quote of Deskfare"),
    ],
)
def test_a_table_of_our_own_is_named_and_not_counted(client, address, said):
    page = sent(client, b"".join(client.get(address)))
    assert said in text_of(parsed(page))
    assert "take-over" not in {each.get("id") for each in parsed(page).iter("a")}
