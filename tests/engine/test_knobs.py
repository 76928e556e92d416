"""The labels of the assumptions: plain words, each its own."""

from pricing.engine.knobs import KNOBS


def test_an_assumption_of_a_delivery_names_what_it_is_of():
    names = [f"{delivery}.desktops_per_admin" for delivery in ("pc", "vdi", "session", "cloud")]
    assert [KNOBS[name].label for name in names] == [
        "PCs per administrator",
        "Virtual desktops per administrator",
        "Session desktops per administrator",
        "Cloud desktops per administrator",
    ]


def test_no_two_assumptions_have_one_label():
    assert len({knob.label for knob in KNOBS.values()}) == len(KNOBS)
