"""The number formats of an XLSX file's cells, the names of its sheets, its properties."""

from __future__ import annotations

from ..engine.faults import Fault, Faults
from .number_formats import BUILT_IN, GENERAL
from .xlsx_reading import Workbook

_STYLES = "xl/styles.xml"
_BOOK = "xl/workbook.xml"
_PROPERTIES = "docProps/custom.xml"
MOST_FORMATS = 1_000
_MOST_BYTES = 8 * 1024 * 1024


class StyleReading:
    """The formats of styles of cells, and the styles of conditions that have one."""

    def __init__(self) -> None:
        self.codes: dict[str, list[str]] = {}
        self.numbers: list[str] = []
        self.conditional: set[str] = set()
        self.inside = ""
        self.place = -1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("cellXfs", "dxfs"):
            self.inside = name
        if name == "dxf":
            self.place += 1
        if name == "numFmt" and self.inside == "dxfs":
            self.conditional.add(str(self.place))
        elif name == "numFmt":
            codes = self.codes.setdefault(attributes.get("numFmtId", ""), [])
            codes.append(attributes.get("formatCode", ""))
            if len(self.codes) > MOST_FORMATS or len(codes) > 2:
                raise Faults([Fault("", "", "this workbook has more formats than any quote")])
        if name == "xf" and self.inside == "cellXfs":
            self.numbers.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        if name == self.inside:
            self.inside = ""

    def take(self, text: str) -> None: ...

    def list_codes(self) -> list[list[str]]:
        """What each style may be shown as."""
        return [self._list_of(number) for number in self.numbers]

    def _list_of(self, number: str) -> list[str]:
        found = list(self.codes.get(number, ()))
        if number.isascii() and number.isdigit() and len(number) < 4:
            found += [BUILT_IN[int(number)]] if int(number) in BUILT_IN else []
        return found or [GENERAL]


class BookReading:
    """Sheets that are hidden, names that stand twice, whether numbers are rounded as shown."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.hidden: set[str] = set()
        self.is_rounded = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "calcPr":
            self.is_rounded = attributes.get("fullPrecision", "") in ("0", "false")
        if name == "sheet":
            self.names.append(attributes.get("name", ""))
            if attributes.get("state", "visible") != "visible":
                self.hidden.add(self.names[-1])

    def end(self, name: str) -> None: ...

    def take(self, text: str) -> None: ...


def read_styles(workbook: Workbook) -> tuple[StyleReading, BookReading]:
    """What a file says of styles and of its sheets. Raises `Faults`."""
    styles, book = StyleReading(), BookReading()
    workbook.read_whole(_STYLES, styles, _MOST_BYTES)
    workbook.read_whole(_BOOK, book, _MOST_BYTES)
    return styles, book


class PropertyReading:
    """The properties that a file's makers gave it, as texts by name."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.name = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "property":
            self.name = attributes.get("name", "")

    def end(self, name: str) -> None: ...

    def take(self, text: str) -> None:
        self.texts[self.name] = self.texts.get(self.name, "") + text


def read_property(workbook: Workbook, name: str) -> str:
    """What a file says under a name; nothing where it does not. Raises `Faults`."""
    reading = PropertyReading()
    workbook.read_whole(_PROPERTIES, reading, _MOST_BYTES)
    return reading.texts.get(name, "").strip()
