"""What `/metrics` tells, to whom, and what no figure of it holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from calculator.metrics import KINDS, REGISTRY

TOKEN = "of these tests"
DOCS = Path(__file__).resolve().parents[2] / "docs" / "operations.md"


@pytest.fixture
def read(client, settings):
    """The figures by name and labels, as who has the token reads them."""
    settings.METRICS_TOKEN = TOKEN

    def figures() -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        families = text_string_to_metric_families(answer.content.decode())
        return {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in families
            for sample in family.samples
        }

    return figures


def find(figures, name: str, **labels: str) -> float:
    return figures.get((name, frozenset(labels.items())), 0)


@pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer "}, {"Authorization": "Bearer x"}])
@pytest.mark.parametrize("token", ["", TOKEN])
def test_for_who_has_no_token_there_is_no_such_page(client, db, settings, token, sent):
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", headers=sent).status_code == 404


def test_a_request_is_counted_by_the_name_of_its_view(client, read):
    labels = {"view": "healthz", "method": "GET", "status": "200"}
    before = find(read(), "deskfare_requests_total", **labels)
    client.get("/healthz?discount=0.42")
    assert find(read(), "deskfare_requests_total", **labels) == before + 1


def test_its_time_is_counted(client, read):
    labels = {"view": "healthz", "le": "+Inf"}
    before = find(read(), "deskfare_request_seconds_bucket", **labels)
    client.get("/healthz")
    assert find(read(), "deskfare_request_seconds_bucket", **labels) == before + 1


def test_who_asks_for_a_thousand_addresses_makes_no_new_figure(client, db, read):
    client.get("/no-such-page/0")
    read()  # so that the page itself is counted
    before = set(read())
    for number in range(1, 1000):
        client.get(f"/no-such-page/{number}")
    assert set(read()) - before == set()


def test_a_method_that_nobody_knows_is_another(client, read):
    for number in range(3):
        client.generic(f"METHOD{number}", "/healthz")
    labels = {"view": "none", "method": "other", "status": "405"}
    assert find(read(), "deskfare_requests_total", **labels) >= 3


def test_a_refusal_is_counted_by_its_kind(client, db, read):
    before = find(read(), "deskfare_refused_total", kind="absent")
    client.get("/no-such-page/")
    assert find(read(), "deskfare_refused_total", kind="absent") == before + 1


def test_what_reads_them_is_itself_in_progress(read):
    assert find(read(), "deskfare_requests_in_progress") == 1


def test_the_memory_of_the_process_is_told(client, read):
    client.get("/healthz")
    assert find(read(), "deskfare_memory_bytes") > 20 * 1024**2


def test_each_figure_stands_in_the_docs_and_no_other():
    table = DOCS.read_text(encoding="utf-8").partition("## Metrics")[2]
    told = set(re.findall(r"^\| `(deskfare_\w+)`", table, re.MULTILINE))
    there = {
        metric.name + {"counter": "_total"}.get(metric.type, "") for metric in REGISTRY.collect()
    }
    assert told == there


def test_each_kind_of_refusal_stands_in_the_docs():
    row = next(line for line in DOCS.read_text().splitlines() if "`deskfare_refused_total`" in line)
    assert [kind for kind in KINDS.values() if f"`{kind}`" not in row] == []
