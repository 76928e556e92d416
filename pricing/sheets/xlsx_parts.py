"""Which workbooks are refused for a part that they hold, before anything of them is read."""

from __future__ import annotations

from ..engine.faults import Fault, Faults
from .packed import Parts
from .xml_reading import refuse_document_type


def check_parts(parts: Parts) -> None:
    """Refuses macros, and document types in parts that nobody here reads. Raises `Faults`."""
    for name in map(str.lower, parts.names):
        if name.endswith("vbaproject.bin"):
            words = "it holds macros, which are not read: save it as .xlsx without them"
            raise Faults([Fault("", "", words)])
    for name in parts.names:
        if name.lower().endswith((".xml", ".rels")) and b"<!DOCTYPE" in parts.look_into(name):
            refuse_document_type()
