"""Exports of inventories become groups; what is no desktop is left out, and said."""

from __future__ import annotations

import io
import random
from collections import Counter

import pytest

from pricing.engine.faults import Faults
from pricing.inventory.groups import Groups, count_groups, guess_mapping, map_columns
from pricing.inventory.programs import find_program
from pricing.inventory.reading import open_rows
from tests.inventories import (
    GLPI,
    GLPI_ROWS,
    INTUNE,
    INTUNE_ROWS,
    RVTOOLS,
    RVTOOLS_ROWS,
    SNIPE_IT,
    SNIPE_IT_ROWS,
    list_cells,
    pack_one,
    write_csv,
    write_xlsx,
)

INTUNE_FILE = write_csv(INTUNE, INTUNE_ROWS)


def counted(data: bytes, *counted: str, sheet: str = "", most: int = 50, **asked: str) -> Groups:
    """The groups of a file, its columns as guessed but for what is asked."""
    with open_rows(io.BytesIO(data), sheet) as opened:
        guessed, rows = guess_mapping(opened)
        mapped = map_columns(guessed, rows.heads, asked)
        return count_groups(rows, mapped._replace(counted=frozenset(counted)), most)


def reasons(groups: Groups) -> dict[str, int]:
    return {reason: each.count for reason, each in groups.left_out.items()}


def test_an_export_of_intune_makes_groups_of_its_categories():
    groups = counted(INTUNE_FILE)
    assert groups.desktops == {"Sales": 9, "Legal": 3, "Without category": 2}


def test_every_row_of_an_export_of_intune_that_is_no_desktop_has_its_reason():
    groups = counted(INTUNE_FILE)
    assert reasons(groups) == {
        "blank": 1,
        "server": 1,
        "phone": 2,
        "personal": 1,
        "duplicate": 1,
    }
    assert list(groups.left_out["phone"].examples) == ["iOS", "iPadOS"]


def test_every_row_is_counted_once():
    groups = counted(INTUNE_FILE)
    assert groups.rows == 20
    assert groups.total + sum(reasons(groups).values()) == 20


def test_an_export_of_snipe_it_makes_groups_of_its_locations():
    groups = counted(write_csv(SNIPE_IT, SNIPE_IT_ROWS))
    assert groups.desktops == {"Berlin": 6, "Lyon": 3}
    assert reasons(groups) == {"retired": 1, "server": 1, "phone": 1, "other": 1}


def test_an_export_of_glpi_with_semicolons_makes_groups_of_its_locations():
    groups = counted(write_csv(GLPI, GLPI_ROWS, ";"))
    assert groups.desktops == {"Köln > Haus 1": 3, "Köln > Haus 2": 3}
    assert reasons(groups) == {"retired": 1, "server": 1}


def test_of_a_workbook_of_rvtools_the_tab_of_machines_is_read():
    sheets = {
        "vHealth": [["Name", "Message"], ["x", "y"]],
        "vInfo": list_cells(RVTOOLS, RVTOOLS_ROWS),
        "vHost": [["Host", "Datacenter", "Cluster"], ["esx01", "a", "b"]],
    }
    groups = counted(write_xlsx(sheets))
    assert groups.desktops == {"VDI-A": 6, "VDI-B": 2}
    assert reasons(groups) == {"template": 1, "placeholder": 1, "server": 2}


@pytest.mark.parametrize(
    ("heads", "name"),
    [(INTUNE, "Intune"), (SNIPE_IT, "Snipe-IT"), (GLPI, "GLPI"), (RVTOOLS, "RVTools")],
)
def test_a_program_is_known_by_its_heads(heads, name):
    program = find_program(heads)
    assert program is not None
    assert (program.name, program.without) == (name, "")


def test_the_hosts_of_rvtools_are_no_desktops():
    program = find_program(("Host", "Datacenter", "Cluster", "CPU Model"))
    assert program is not None
    assert "vInfo" in program.without


def test_groups_are_made_of_the_column_that_is_asked_for():
    assert counted(INTUNE_FILE, group="Model").desktops == {
        "Latitude 5440": 12,
        "Without model": 2,
    }


def test_without_a_column_there_is_one_group():
    assert counted(INTUNE_FILE, group="").desktops == {"All desktops": 14}


def test_a_column_that_the_file_does_not_have_stays_as_it_is_guessed():
    assert counted(INTUNE_FILE, group="Department").desktops["Sales"] == 9


def test_a_column_that_is_taken_away_gives_no_reason():
    assert "phone" not in reasons(counted(INTUNE_FILE, system="", kind=""))


def test_what_is_counted_all_the_same_is_a_desktop():
    groups = counted(INTUNE_FILE, "server", "duplicate")
    assert groups.total == 16


def test_one_packed_csv_file_is_read_as_intune_gives_it():
    assert counted(pack_one("DevicesWithInventory.csv", INTUNE_FILE)).total == 14


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_umlauts_are_read_in_every_encoding_that_says_so(encoding):
    data = write_csv(GLPI, GLPI_ROWS).decode().encode(encoding)
    assert "Köln > Haus 1" in counted(data).desktops


def test_what_is_not_utf_8_is_read_as_windows_1252_and_said():
    data = write_csv(GLPI, GLPI_ROWS).decode().encode("cp1252")
    with open_rows(io.BytesIO(data)) as rows:
        assert rows.is_guessed
    assert "Köln > Haus 1" in counted(data).desktops


def test_a_first_row_that_is_no_head_is_counted():
    data = b"pc1,Windows,Sales\npc2,Windows,Legal\n"
    with open_rows(io.BytesIO(data), has_heads=False) as rows:
        assert rows.heads == ("Column 1", "Column 2", "Column 3")
        assert len(list(rows.rows)) == 2


def test_heads_may_stand_below_a_title():
    data = b"Report of all machines,\n\n" + INTUNE_FILE
    assert counted(data).total == 14


def test_heads_that_are_alike_are_told_apart():
    with open_rows(io.BytesIO(b"Name,Model,Model,,Name\na,b,c,d,e\n")) as rows:
        assert rows.heads == ("Name", "Model", "Model, column 3", "Column 4", "Name, column 5")
        assert rows.alike == ["Name", "Model"]


@pytest.mark.parametrize("heads", [INTUNE, SNIPE_IT, GLPI, RVTOOLS])
def test_heads_of_a_known_program_are_taken_though_its_rows_are_wider(heads):
    wide = ",".join("x" * (2 * len(heads) + 2))
    data = "\n".join([",".join(heads), *[wide] * 9, ""]).encode()
    with open_rows(io.BytesIO(data)) as rows:
        assert rows.heads == tuple(heads)


@pytest.mark.parametrize("titles", [1, 2, 3])
def test_no_title_of_fewer_cells_than_the_table_is_taken_for_its_heads(titles):
    above = b"Report,of all machines,,,,\n" * titles
    table = b"Tag,Site,Maker,Kind,Bought,Room\n" + b"1,2,3,4,5,6\n" * titles
    with open_rows(io.BytesIO(above + table)) as rows:
        assert rows.heads == ("Tag", "Site", "Maker", "Kind", "Bought", "Room")
        assert len(list(rows.rows)) == titles


# Many values

MODELS = ["Asset tag", "Model"]


def list_models(counts: dict[str, int], seed: int = 1) -> bytes:
    """So many machines of each model, in an order by chance."""
    models = [model for model, count in counts.items() for _ in range(count)]
    random.Random(seed).shuffle(models)
    rows = [{"Asset tag": f"A{number}", "Model": model} for number, model in enumerate(models)]
    return write_csv(MODELS, rows)


def test_the_largest_group_stands_however_late_it_comes():
    models = [*(f"M{number}" for number in range(2_500)), *["HP"] * 5_000]
    data = write_csv(MODELS, [{"Asset tag": str(n), "Model": m} for n, m in enumerate(models)])
    groups = counted(data, most=5)
    assert groups.desktops == {"HP": 5_000, "M0": 1, "M1": 1, "M10": 1, "Others": 2_497}


def test_all_groups_that_stand_together_are_counted():
    data = list_models({f"M{number}": 1 for number in range(10_000)})
    assert counted(data, most=12).folded == 9_989


def test_no_group_stands_with_others_where_there_is_room():
    assert counted(list_models({"A": 3, "B": 2}), most=2).folded == 0


@pytest.mark.parametrize("most", [5, 12, 25, 50])
@pytest.mark.parametrize("seed", range(5))
def test_groups_of_many_values_are_those_of_a_plain_count(seed, most):
    chance = random.Random(seed)
    given = Counter(f"Model {int(chance.paretovariate(0.4)) % 9_000}" for _ in range(20_000))
    first = sorted(given, key=lambda model: (-given[model], model.casefold()))[: most - 1]
    expected = {model: given[model] for model in first}
    expected["Others"] = given.total() - sum(expected.values())
    groups = counted(list_models(given, seed), most=most)
    assert list(groups.desktops.items()) == list(expected.items())
    assert groups.folded == len(given) - len(first)


def test_groups_are_made_by_the_whole_text_and_what_is_cut_is_told_apart():
    groups = counted(list_models({"x" * 90 + digit: int(digit) for digit in "321"}))
    assert groups.desktops == {
        "x" * 79 + "…": 3,
        "x" * 75 + "… (2)": 2,
        "x" * 75 + "… (3)": 1,
    }


def test_a_group_that_the_file_calls_others_is_not_the_rest():
    groups = counted(list_models({"others": 9, "A": 5, "B": 1, "C": 1}), most=3)
    assert groups.desktops == {"others": 9, "A": 5, "Others (2)": 2}


# Counted, and to be looked at


def doubts(rows: list[dict[str, str]], **asked: str) -> dict[str, tuple[int, list[str]]]:
    found = counted(write_csv(INTUNE, rows), **asked).doubts
    return {doubt.words: (doubt.desktops, list(doubt.examples)) for doubt in found}


PC = {"Device name": "pc", "OS": "Windows", "Category": "Sales"}


def test_of_an_export_without_anything_odd_nothing_is_said():
    assert doubts([PC] * 9) == {}


def test_a_device_without_a_name_is_counted_and_said():
    rows = [PC, {**PC, "Device name": ""}, {**PC, "Device name": "  "}]
    assert doubts(rows) == {"Without a name": (2, [])}
    assert counted(write_csv(INTUNE, rows)).total == 3


def test_a_row_that_is_left_out_is_no_doubt():
    assert doubts([{"OS": "iOS"}, PC]) == {}


def test_a_user_with_forty_devices_is_said_whatever_the_letters():
    rows = [{**PC, "Primary user UPN": ("Ann@x.org", "ann@X.org")[n % 2]} for n in range(40)]
    few = [{**PC, "Primary user UPN": "bob@x.org"}] * 9
    [(count, [example])] = doubts([*rows, *few]).values()
    assert (count, example.casefold()) == (40, "ann@x.org: 40")


def test_no_user_has_many_devices_where_no_column_says_users():
    rows = [{**PC, "Primary user UPN": "ann@x.org"}] * 40
    assert doubts(rows, user="") == {}


@pytest.mark.parametrize(
    "system", ["2008-01-31", "31.01.2008", "1/31/08", "2008-01-31 00:00:00", "39478", "39478.5"]
)
def test_a_day_or_a_number_as_operating_system_is_said(system):
    said = {"A day or a number as operating system": (1, [system])}
    assert doubts([PC, {**PC, "OS": system}]) == said


@pytest.mark.parametrize("system", ["", "Windows 11", "10.0.22631", "10.0.7601", "macOS 14.5"])
def test_a_version_is_an_operating_system(system):
    assert doubts([{**PC, "OS": system}]) == {}


@pytest.mark.parametrize("number", [100, 2_000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_first_line_that_names_the_separator_counts_no_row_twice(number, encoding):
    text = "sep=;\r\nModel;Type\r\n" + "OptiPlex;desktop\r\n" * number
    assert sum(counted(text.encode(encoding)).desktops.values()) == number


def test_heads_without_rows_are_no_inventory():
    with pytest.raises(Faults, match="holds no rows below its heads"):
        counted(write_csv(INTUNE, []))


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u0007", "\ufffd"])
def test_a_sign_that_is_left_out_of_a_name_is_told_with_its_count(sign):
    text = f"Device name,Category\npc-1,Sa{sign}les\npc-2,Sales\n"
    groups = counted(text.encode(), group="Category")
    [found] = [each for each in groups.doubts if each.words.startswith("With signs")]
    assert groups.desktops == {"Sales": 2}
    assert (found.desktops, found.examples) == (1, [f"U+{ord(sign):04X}"])


@pytest.mark.parametrize("sign", ["\u200d", "\u00a0", "\t"])
def test_signs_of_languages_and_blanks_are_no_doubt(sign):
    text = f'Device name,Category\npc-1,"Sa{sign}les"\n'
    assert "With signs" not in str(counted(text.encode(), group="Category").doubts)


@pytest.mark.parametrize("beyond", [",x", ",,,x", ',"x",y'])
def test_cells_beyond_the_last_head_are_told_with_their_rows(beyond):
    text = f"Device name,Category\npc-1,Sales{beyond}\npc-2,Sales,\npc-3,Sales\n"
    said = {each.words: each.desktops for each in counted(text.encode(), group="Category").doubts}
    assert said == {"With cells beyond the last head, which nobody reads": 1}
