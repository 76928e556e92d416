"""Exports of inventories, made with the real heads of the programs that write them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence

import xlsxwriter

INTUNE = (
    *("Device ID", "Device name", "Enrollment date", "Last check-in", "Azure AD Device ID"),
    *("OS version", "Azure AD registered", "EAS activation ID", "Serial number", "Manufacturer"),
    *("Model", "EAS activated", "IMEI", "Compliance", "Managed by", "Ownership", "Device state"),
    *("Category", "Primary user UPN", "Primary user display name", "OS", "SkuFamily", "JoinType"),
)
SNIPE_IT = (
    *("Asset Name", "Asset Tag", "Serial", "Model", "Model No.", "Category", "Status"),
    *("Checked Out To", "Location", "Company", "Manufacturer", "Purchase Date", "Notes"),
)
GLPI = (
    *("Name", "Entity", "Status", "Manufacturer", "Serial number", "Type", "Model"),
    *("Operating System - Name", "Location", "Last update", "Components - Processor"),
)
RVTOOLS = (
    *("VM", "Powerstate", "Template", "SRM Placeholder", "Config status", "DNS Name"),
    *("Connection state", "Guest state", "CPUs", "Memory", "NICs", "Disks", "Resource pool"),
    *("Folder", "Annotation", "Datacenter", "Cluster", "Host"),
    *("OS according to the configuration file", "OS according to the VMware Tools"),
    *("VM ID", "SMBIOS UUID", "VM UUID", "VI SDK Server"),
)
Row = dict[str, str]

INTUNE_ROWS: list[Row] = [
    *(
        {
            "Device name": f"PC-{number}",
            "Serial number": f"SN{number}",
            "OS": "Windows",
            "Model": "Latitude 5440",
            "Category": ("Sales", "Legal", "Sales ", "sales")[number % 4],
            "Ownership": "Corporate",
        }
        for number in range(12)
    ),
    {"Device name": "PC-3 again", "Serial number": "sn3", "OS": "Windows", "Category": "Legal"},
    {"Device name": "Ann's phone", "Serial number": "F1", "OS": "iOS", "Ownership": "Corporate"},
    {"Device name": "Tablet", "Serial number": "F2", "OS": "iPadOS", "Ownership": "Corporate"},
    {"Device name": "Home PC", "Serial number": "H1", "OS": "Windows", "Ownership": "Personal"},
    {"Device name": "SRV-1", "Serial number": "V1", "OS": "Windows Server 2022"},
    {"Device name": "No serial", "Serial number": "0", "OS": "Windows"},
    {"Device name": "Nor here", "Serial number": "To be filled by O.E.M.", "OS": "Windows"},
    {},
]
SNIPE_IT_ROWS: list[Row] = [
    *(
        {
            "Asset Tag": f"A{number}",
            "Serial": f"SN{number}",
            "Model": "ThinkPad T14",
            "Category": "Laptops",
            "Status": "Deployed",
            "Location": ("Berlin", "Lyon", "Berlin")[number % 3],
        }
        for number in range(9)
    ),
    {"Asset Tag": "B1", "Serial": "M1", "Model": "U2723", "Category": "Monitors"},
    {
        "Asset Tag": "B2",
        "Serial": "M2",
        "Model": "T14",
        "Category": "Laptops",
        "Status": "Archived",
    },
    {"Asset Tag": "B3", "Serial": "M3", "Model": "PowerEdge R750", "Category": "Hardware"},
    {"Asset Tag": "B4", "Serial": "M4", "Model": "Pixel 8", "Category": "Mobile Phones"},
]
GLPI_ROWS: list[Row] = [
    *(
        {
            "Name": f"pc{number}",
            "Entity": "Root entity > Branch",
            "Status": "In use",
            "Serial number": f"SN{number}",
            "Type": "Desktop",
            "Model": "OptiPlex 7010",
            "Location": ("Köln > Haus 1", "Köln > Haus 2")[number % 2],
            "Operating System - Name": "Windows 11",
        }
        for number in range(6)
    ),
    {"Name": "srv", "Type": "Rack server", "Operating System - Name": "Debian", "Entity": "Root"},
    {"Name": "old", "Type": "Desktop", "Status": "Out of service", "Entity": "Root"},
]
WINDOWS_11 = "Microsoft Windows 11 (64-bit)"
RVTOOLS_ROWS: list[Row] = [
    *(
        {
            "VM": f"vdi-{number}",
            "Powerstate": ("poweredOn", "poweredOff")[number % 2],
            "Template": "False",
            "SRM Placeholder": "False",
            "Folder": "VDI/Office",
            "Cluster": ("VDI-A", "VDI-B")[number % 4 == 0],
            "OS according to the configuration file": WINDOWS_11,
            "VM UUID": f"4207-{number}",
        }
        for number in range(8)
    ),
    {"VM": "golden", "Template": "True", "OS according to the configuration file": WINDOWS_11},
    {"VM": "away", "SRM Placeholder": "True", "OS according to the configuration file": WINDOWS_11},
    {
        "VM": "dc1",
        "OS according to the configuration file": "Microsoft Windows Server 2019 (64-bit)",
    },
    {"VM": "web", "OS according to the configuration file": "Ubuntu Linux (64-bit)"},
]


def list_cells(heads: Sequence[str], rows: Iterable[Row]) -> list[list[str]]:
    """A table as cells, its heads first."""
    return [list(heads), *([row.get(head, "") for head in heads] for row in rows)]


def write_csv(heads: Sequence[str], rows: Iterable[Row], separator: str = ",") -> bytes:
    """A table as CSV in UTF-8 without a mark."""
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerows(list_cells(heads, rows))
    return file.getvalue().encode()


def write_xlsx(sheets: dict[str, list[list[str]]], *, has_shared_texts: bool = True) -> bytes:
    """A workbook of sheets by name, its texts shared or in their cells."""
    file = io.BytesIO()
    options = {"constant_memory": not has_shared_texts, "in_memory": has_shared_texts}
    with xlsxwriter.Workbook(file, options) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
    return file.getvalue()


def pack(**parts: str) -> bytes:
    """An XLSX file of sheets that are written by hand, and of `sharedStrings`."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, text in parts.items():
            place = "xl/" if name == "sharedStrings" else "xl/worksheets/"
            folder.writestr(f"{place}{name}.xml", text)
    return file.getvalue()


def pack_one(name: str, content: bytes) -> bytes:
    """A packed file of one."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr(name, content)
    return file.getvalue()
