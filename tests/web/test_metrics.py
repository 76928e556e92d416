"""What `/metrics` tells, to whom, and what no figure of it holds."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from calculator.metrics import KINDS, REGISTRY

TOKEN = "of these tests"
ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "operations.md"
Figures = dict[tuple[str, frozenset[tuple[str, str]]], float]


def parse(text: str) -> Figures:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def read(client, settings):
    """The figures by name and labels, as who has the token reads them."""
    settings.METRICS_TOKEN = TOKEN

    def figures() -> Figures:
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        return parse(answer.content.decode())

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


WITHOUT_ROOM = """
import resource
from calculator.metrics import count_request, write_metrics

count_request("known", "GET", 200, 0.1, "")
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, most))
for number in range(2000):
    count_request(f"view {number}", "GET", 404, 0.1, "")
count_request("known", "GET", 200, 0.1, "")
print(write_metrics().decode())
"""


def test_an_answer_that_finds_no_room_to_be_counted_still_goes_out(tmp_path):
    counted = subprocess.run(
        [sys.executable, "-c", WITHOUT_ROOM],
        cwd=ROOT,
        env={"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    figures = parse(counted.stdout)
    labels = {"view": "known", "method": "GET", "status": "200"}
    assert find(figures, "deskfare_requests_total", **labels) == 2
    assert 0 < find(figures, "deskfare_requests_uncounted_total") < 2000


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
