"""Feeds for tests: small files in the vendors' formats, their rules, and the command over them."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from .own_lists import make_list

LIST = "acme"
METER = "4e763e64-5ae4-5ed3-8892-902bb82ca7d3"

AZURE_RULES = """
feed = "azure"

[[rule]]
name = "D8s v5, hours"
schemes = ["az-vm-d8s-v5-host"]
unit = "1 Hour"
decimals = 4
where = { meterName = "D8s v5", type = "Consumption", isPrimaryMeterRegion = true }

[[rule]]
name = "D8s v5, a year reserved"
schemes = ["az-vm-d8s-v5-ri1"]
unit = "1 Hour"
divisor = 12
decimals = 2
where = { meterName = "D8s v5", type = "Reservation", reservationTerm = "1 Year" }

[[rule]]
name = "D8s v5, three years' savings plan"
schemes = ["az-vm-d8s-v5-sp3"]
unit = "1 Hour"
factor = 730
decimals = 2
where = { meterName = "D8s v5", type = "SavingsPlan", term = "3 Years" }

[[rule]]
name = "P10"
schemes = ["az-disk-p10-d8s", "az-disk-p10-user"]
unit = "1/Month"
decimals = 2
where = { skuName = ["P10 LRS", "Premium_P10_LRS"] }
"""

AWS_RULES = """
feed = "aws"

[[rule]]
name = "Standard AlwaysOn"
schemes = ["aws-ws-standard-on"]
unit = "Month"
decimals = 2
where = { bundle = "Standard", runningMode = "AlwaysOn", termType = "OnDemand" }

[[rule]]
name = "Standard AutoStop base"
schemes = ["aws-ws-standard-auto"]
unit = "Month"
decimals = 2
where = { bundle = "Standard", runningMode = "AutoStop", unit = "Month" }

[[rule]]
name = "Standard AutoStop hours"
schemes = ["aws-ws-standard-hour"]
unit = "Hour"
decimals = 2
where = { bundle = "Standard", runningMode = "AutoStop", unit = "Hour" }
"""


def make_item(**more: Any) -> dict[str, Any]:
    """An item of Azure Retail Prices: D8s v5 by the hour."""
    return {
        "currencyCode": "USD",
        "tierMinimumUnits": 0.0,
        "retailPrice": 0.384,
        "unitPrice": 0.384,
        "armRegionName": "eastus",
        "effectiveStartDate": "2021-11-01T00:00:00Z",
        "meterId": METER,
        "meterName": "D8s v5",
        "skuName": "D8s v5",
        "productName": "Virtual Machines Dsv5 Series",
        "serviceName": "Virtual Machines",
        "unitOfMeasure": "1 Hour",
        "type": "Consumption",
        "isPrimaryMeterRegion": True,
        "armSkuName": "Standard_D8s_v5",
        **more,
    }


def make_items() -> list[dict[str, Any]]:
    """One item for each rule, and two that none takes."""
    plans = [
        {"unitPrice": 0.265, "retailPrice": 0.265, "term": "1 Year"},
        {"unitPrice": 0.1767, "retailPrice": 0.1767, "term": "3 Years"},
    ]
    return [
        make_item(savingsPlan=plans),
        make_item(type="Reservation", reservationTerm="1 Year", retailPrice=1985.0),
        make_item(
            meterId="p10",
            meterName="P10 LRS Disk",
            skuName="P10 LRS",
            unitOfMeasure="1/Month",
            retailPrice=19.71,
        ),
        make_item(meterId="spot", meterName="D8s v5 Spot", retailPrice=0.08),
        make_item(type="Reservation", reservationTerm="3 Years", retailPrice=3835.0),
    ]


def make_page(items: list[Any], link: str | None = None, **more: Any) -> dict[str, Any]:
    """A page of Azure Retail Prices."""
    return {
        "BillingCurrency": "USD",
        "CustomerEntityType": "Retail",
        "Items": items,
        "NextPageLink": link,
        "Count": len(items),
        **more,
    }


def make_rate(sku: str, unit: str, amount: str, **more: Any) -> tuple[str, dict[str, Any]]:
    """A price of an AWS offer, with its rate code."""
    code = f"{sku}.TERM.{unit}{more.get('beginRange', '')}"
    rate = {
        "rateCode": code,
        "description": "a price",
        "beginRange": "0",
        "endRange": "Inf",
        "unit": unit,
        "pricePerUnit": {"USD": amount},
        "appliesTo": [],
        **more,
    }
    return code, rate


def make_term(
    sku: str, *rates: tuple[str, dict[str, Any]], starts: str = "2026-11-01T00:00:00Z"
) -> dict[str, Any]:
    """The offers of one product."""
    offer = {
        "offerTermCode": "TERM",
        "sku": sku,
        "effectiveDate": starts,
        "priceDimensions": dict(rates),
        "termAttributes": {},
    }
    return {f"{sku}.TERM": offer}


def make_product(sku: str, **attributes: str) -> dict[str, Any]:
    """A product of an AWS offer file."""
    return {
        "sku": sku,
        "productFamily": "Enterprise Applications",
        "attributes": {"servicecode": "AmazonWorkSpaces", **attributes},
    }


def make_offer() -> dict[str, Any]:
    """An AWS offer file: one desktop with two running modes, and one that no rule takes."""
    return {
        "formatVersion": "v1.0",
        "offerCode": "AmazonWorkSpaces",
        "version": "20261101000000",
        "publicationDate": "2026-11-01T00:00:00Z",
        "products": {
            "ON": make_product("ON", bundle="Standard", runningMode="AlwaysOn"),
            "AUTO": make_product("AUTO", bundle="Standard", runningMode="AutoStop"),
            "OTHER": make_product("OTHER", bundle="Power", runningMode="AlwaysOn"),
        },
        "terms": {
            "OnDemand": {
                "ON": make_term("ON", make_rate("ON", "Month", "35.0000000000")),
                "AUTO": make_term(
                    "AUTO",
                    make_rate("AUTO", "Month", "9.7500000000"),
                    make_rate("AUTO", "Hour", "0.3000000000"),
                ),
                "OTHER": make_term("OTHER", make_rate("OTHER", "Month", "80.0000000000")),
            }
        },
    }


PLANS_RULES = """
feed = "aws"

[[rule]]
name = "A machine, three years' plan"
schemes = ["az-vm-d8s-v5-sp3"]
unit = "Hrs"
factor = 730
decimals = 2

[rule.where]
termType = "SavingsPlan"
term = "3 year"
purchaseOption = "No Upfront"
discountedUsageType = "BoxUsage:m7i.2xlarge"
discountedOperation = "RunInstances:0002"
"""


def make_plan(sku: str, option: str) -> dict[str, Any]:
    """A plan, as a product of its rates."""
    return {
        "sku": sku,
        "productFamily": "ComputeSavingsPlans",
        "serviceCode": "ComputeSavingsPlans",
        "usageType": "ComputeSP:3yr",
        "operation": "",
        "attributes": {"purchaseOption": option, "purchaseTerm": "3yr", "granularity": "hourly"},
    }


def make_plan_rate(usage: str, price: str, **more: Any) -> dict[str, Any]:
    """What a plan pays for a machine by the hour."""
    return {
        "discountedSku": "M7",
        "discountedUsageType": usage,
        "discountedOperation": "RunInstances:0002",
        "discountedServiceCode": "AmazonEC2",
        "rateCode": f"PLAN.{usage}",
        "unit": "Hrs",
        "discountedRate": {"price": price, "currency": "USD"},
        **more,
    }


def make_plan_term(sku: str, *rates: dict[str, Any], years: int = 3) -> dict[str, Any]:
    """The rates of a plan."""
    return {
        "sku": sku,
        "description": f"{years} year plan",
        "effectiveDate": "2026-11-01T00:00:00Z",
        "leaseContractLength": {"duration": years, "unit": "year"},
        "rates": [*rates],
    }


def make_plans() -> dict[str, Any]:
    """Rates of savings plans: one that a rule takes, and others of plan, length and machine."""
    return {
        "version": "20261101000000",
        "publicationDate": "2026-11-01T00:00:00Z",
        "regionCode": "us-east-1",
        "products": [make_plan("NO", "No Upfront"), make_plan("ALL", "All Upfront")],
        "terms": {
            "savingsPlan": [
                make_plan_term(
                    "NO",
                    make_plan_rate("BoxUsage:m7i.2xlarge", "0.2345"),
                    make_plan_rate("BoxUsage:m7i.4xlarge", "0.4690"),
                ),
                make_plan_term("NO", make_plan_rate("BoxUsage:m7i.2xlarge", "0.3"), years=1),
                make_plan_term("ALL", make_plan_rate("BoxUsage:m7i.2xlarge", "0.2")),
            ]
        },
    }


class Feed:
    """A feed's file and its rules in a folder, and the command over them."""

    def __init__(self, folder: Path, name: str, content: Any, rules: str) -> None:
        self.name, self.folder = name, folder
        self.file, self.rules = folder / f"{name}.json", folder / f"{name}.toml"
        self.write(content)
        self.rules.write_text(rules, encoding="utf-8")

    def write(self, content: Any) -> None:
        """Makes the file hold a value."""
        self.file.write_text(json.dumps(content), encoding="utf-8")

    def load(self, *options: str, given: str = "", to: str = LIST) -> tuple[int, str, list[str]]:
        """Exit status, what it says, and the lines of its faults."""
        out, err, status = StringIO(), StringIO(), 0
        try:
            call_command(
                "load_feed",
                self.name,
                given or str(self.file),
                *("--rules", str(self.rules), "--list", to, "--reason", "prices of the day"),
                *options,
                stdout=out,
                stderr=err,
            )
        except SystemExit as stop:
            status = int(str(stop.code))
        return status, out.getvalue(), err.getvalue().splitlines()


def make_azure(folder: Path) -> Feed:
    """Azure's, of one page."""
    return Feed(folder, "azure", make_page(make_items()), AZURE_RULES)


def make_aws(folder: Path) -> Feed:
    """Amazon's."""
    return Feed(folder, "aws", make_offer(), AWS_RULES)


def make_aws_plans(folder: Path) -> Feed:
    """Amazon's rates of savings plans."""
    return Feed(folder, "aws", make_plans(), PLANS_RULES)


def make_own_list() -> None:
    """An own list on top of us-list, without prices."""
    make_list()
