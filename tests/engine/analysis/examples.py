"""Small documents of which every figure can be worked out by hand."""

from __future__ import annotations

from pricing.engine.knobs import KNOBS
from pricing.engine.read_question import parse


def seats(desktops=100, prices=("10",), years=1, assumptions=None, scenario_prices=(), **fields):
    """A question: one group, and a scenario for each price, which is a yearly fee for each
    desktop.
    """
    schemes = [
        {"id": f"fee-{place}", "vendor": "Example", "product": f"Fee {place}", "role": "service",
         "metric": "device", "charge": "subscription", "period": "year"}
        for place in range(len(prices))
    ]  # fmt: skip
    nothing = {name: (1 if knob.above_low else 0) for name, knob in KNOBS.items()}
    plain = {
        name: value for name, value in nothing.items() if not name.endswith("desktops_per_admin")
    }
    own = dict(enumerate(scenario_prices))
    document = {
        "price_date": "2008-01-31",
        "horizon_years": years,
        "fleet": [{"name": "All", "desktops": desktops}],
        "assumptions": assumptions or {},
        "scenarios": [
            {"name": f"Scenario {place}", "delivery": "pc", "stack": [f"fee-{place}"],
             "prices": {f"fee-{place}": own[place]} if place in own else {}}
            for place in range(len(prices))
        ],
        "catalogue": {
            "schemes": schemes,
            "prices": [
                {"scheme": f"fee-{place}", "valid_from": "2007-01-01", "amount": price,
                 "source": "x", "confidence": "verified"}
                for place, price in enumerate(prices)
            ],
            "assumptions": plain
            | {f"{d}.desktops_per_admin": 100 for d in ("pc", "vdi", "session", "cloud")},
        },
    } | fields  # fmt: skip
    return parse(document, lambda _: None)


def pert(low, mode, high):
    return {"low": low, "mode": mode, "high": high}
