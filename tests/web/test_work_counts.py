"""How much costly work one reader may have of a machine within a time."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from accounts import quotas
from accounts.quotas import WORK, Quota, TooOften
from calculator import turns
from calculator.work_counts import WorkCounts
from tests.heavy_documents import make_heavy

HEAVY = json.dumps(make_heavy(2, 2, 8, 2, draws=200_000))
CHEAP = json.dumps(make_heavy(2, 2, 8, 2))


@pytest.fixture
def few(monkeypatch, tmp_path):
    """A machine on which a reader may have two units of work, and one more each hour."""
    monkeypatch.setenv(turns.FOLDER, str(tmp_path))
    monkeypatch.setitem(quotas.QUOTAS, WORK, Quota(2, timedelta(hours=1)))
    return WorkCounts(tmp_path)


def ask(client, body=HEAVY, address="203.0.113.9", **more):
    headers = {"content_type": "application/json", "REMOTE_ADDR": address} | more
    return client.post("/api/compare", body, **headers)


def ask_until_refused(client, **more):
    answers = [ask(client, **more) for _ in range(3)]
    assert answers[0].status_code == 200
    return answers[-1]


def test_the_costly_question_above_the_bound_is_refused_with_when_to_ask_again(few, client):
    refused = ask_until_refused(client)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 20 * 3600
    (fault,) = refused.json()["faults"]
    assert fault["message"].startswith("Nothing was done: what was asked from here of late took")


def test_what_is_cheap_is_answered_all_the_same(few, client):
    ask_until_refused(client)
    assert ask(client, CHEAP).status_code == 200


def test_another_address_is_unharmed(few, client):
    ask_until_refused(client)
    assert ask(client, address="203.0.113.10").status_code == 200


def test_addresses_of_one_network_of_version_6_are_one(few, client):
    ask_until_refused(client, address="2001:db8::1")
    assert ask(client, address="2001:db8::2").status_code == 429
    assert ask(client, address="2001:db8:0:1::1").status_code == 200


def test_a_reader_who_logs_in_is_counted_alone(few, client, db):
    ask_until_refused(client)
    client.force_login(User.objects.create_user("ada"))
    assert ask(client).status_code == 200


@pytest.mark.usefixtures("catalogue_db")
def test_a_page_says_it_in_words(few, client):
    typed = {"preset": "autumn-2008", "uncertainty.draws": "300000"}
    for _ in range(3):
        page = client.get("/sure", typed)
    assert page.status_code == 429
    assert "took as much work as one reader may have" in page.content.decode()


def test_it_comes_back_with_time(few, monkeypatch):
    few.add("ada", 2)
    with pytest.raises(TooOften):
        few.check("ada")
    later = quotas.timezone.now() + timedelta(hours=1)
    monkeypatch.setattr("calculator.work_counts.timezone.now", lambda: later)
    few.check("ada")


def test_processes_of_a_machine_count_together(few, tmp_path):
    few.add("ada", 1)
    WorkCounts(tmp_path).add("ada", 1)
    with pytest.raises(TooOften):
        few.check("ada")


def test_a_file_that_a_killed_process_left_half_counts_nothing(few, tmp_path):
    few.add("ada", 2)
    (tmp_path / "work.json").write_text('{"ada": [2, 17')
    few.check("ada")


def test_names_that_are_forgotten_are_not_kept(few, tmp_path, monkeypatch):
    few.add("ada", 1)
    later = quotas.timezone.now() + timedelta(hours=2)
    monkeypatch.setattr("calculator.work_counts.timezone.now", lambda: later)
    few.add("bob", 1)
    assert list(json.loads((tmp_path / "work.json").read_text())) == ["bob"]
