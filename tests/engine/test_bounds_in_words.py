"""What a number may be, as messages say it: thousands are parted, whole numbers are called so."""

import re

import pytest

from pricing.analyses import ANALYSES
from pricing.engine.fields import SHAPES, Field
from pricing.engine.knobs import KNOBS
from pricing.engine.plain_values import PlainReader

FIELDS = {
    f"{shape}.{name}": field
    for shape, fields in [*SHAPES.items(), *((each.name, each.options) for each in ANALYSES)]
    for name, field in fields.items()
}
WHOLE = [name for name, field in FIELDS.items() if field.kind in ("count", "counts")]
BOUNDED = [
    name
    for name, field in FIELDS.items()
    if field.kind in ("count", "number") and field.high is not None
]
TEXTS = [name for name, field in FIELDS.items() if field.kind == "text"]


def message_of(field: Field, value: object) -> str:
    reader = PlainReader()
    getattr(reader, field.kind)(value, "here", field)
    (fault,) = reader.faults
    return fault.message


@pytest.mark.parametrize("name", WHOLE)
def test_a_field_of_whole_numbers_says_so_to_half_a_one(name):
    field = FIELDS[name]
    value: object = 1.5
    if field.kind == "counts":
        value = [1.5]
    assert message_of(field, value).startswith("may hold a whole number")


@pytest.mark.parametrize("name", BOUNDED)
def test_the_bounds_of_every_number_are_said_with_thousands_parted(name):
    assert not re.search(
        r"\d{4}", message_of(FIELDS[name], str(FIELDS[name].high + 1)).partition(";")[0]
    )


@pytest.mark.parametrize("name", TEXTS)
def test_the_length_of_every_text_is_said_with_thousands_parted(name):
    field = FIELDS[name]
    assert f"up to {field.maximum:,} characters" in message_of(field, "a" * 99_999)


@pytest.mark.parametrize("name", KNOBS)
def test_the_bounds_of_every_assumption_are_said_with_thousands_parted(name):
    assert not re.search(r"\d{4}", KNOBS[name].allowed())
