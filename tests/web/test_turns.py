"""Turns of heavy requests: cheap ones never wait, few wait, the rest are told to ask again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import ExitStack

import pytest

from calculator import turns
from calculator.turns import Crowded, TurnAccount, Turns
from pricing.engine.work import CHEAP_AMOUNTS, MOST_AMOUNTS, announce
from tests.heavy_documents import make_heavy

HEAVY = json.dumps(make_heavy(2, 2, 8, 2, draws=200_000))
HOLD = """
import fcntl, sys
place = open(sys.argv[1], "w")
fcntl.flock(place, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def crowded(monkeypatch):
    """Nobody gets a turn."""

    def refuse(self, most_seconds=0):
        raise Crowded

    monkeypatch.setattr(Turns, "take", refuse)


def post(client, body, path="/api/compare"):
    return client.post(path, body, content_type="application/json")


def test_a_second_of_the_machine_waits_for_the_first_and_is_refused_where_that_takes_long(tmp_path):
    one, other = Turns(tmp_path, 1), Turns(tmp_path, 1)
    with one.take(), pytest.raises(Crowded), other.take(0):
        pass
    with other.take(0):
        pass


def test_two_places_are_for_two_processes(tmp_path):
    one, other = Turns(tmp_path, 2), Turns(tmp_path, 2)
    with one.take(0), other.take(0):
        pass


def test_the_machine_has_a_place_for_each_processor_but_one(tmp_path):
    with ExitStack() as held:
        for _ in range(max(1, (os.cpu_count() or 1) - 1)):
            held.enter_context(Turns(tmp_path).take(0))
        with pytest.raises(Crowded), Turns(tmp_path).take(0):
            pass


def test_a_process_works_at_one_however_many_places_there_are(tmp_path):
    own = Turns(tmp_path, 4)
    with own.take(0), pytest.raises(Crowded), own.take(0.01):
        pass


def test_of_a_process_one_works_and_one_waits_and_the_third_is_refused_at_once(tmp_path):
    own, waits = Turns(tmp_path, 1), threading.Event()

    def wait():
        waits.set()
        with own.take(30):
            pass

    second = threading.Thread(target=wait)
    with own.take():
        second.start()
        waits.wait()
        ends = time.monotonic() + 30
        while own._here.acquire(blocking=False):  # until the second has come
            own._here.release()
            assert time.monotonic() < ends
        with pytest.raises(Crowded), own.take(30):
            pass
    second.join(10)
    assert not second.is_alive()


def test_the_place_of_a_process_that_was_killed_is_free(tmp_path):
    own = Turns(tmp_path, 1)
    held = [sys.executable, "-c", HOLD, str(tmp_path / "place-0")]
    with subprocess.Popen(held, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        with pytest.raises(Crowded), own.take(0):
            pass
        other.kill()
        other.wait()
    with own.take(0):
        pass


def test_what_is_cheap_takes_no_turn(tmp_path):
    account = TurnAccount(Turns(tmp_path, 1), lambda: None)
    account.note(CHEAP_AMOUNTS)
    assert not account.is_heavy


def test_the_sum_of_much_that_is_cheap_takes_a_turn_and_gives_it_back(tmp_path):
    own = Turns(tmp_path, 1)
    account = TurnAccount(own, lambda: None)
    account.note(CHEAP_AMOUNTS)
    account.note(1)
    with pytest.raises(Crowded), Turns(tmp_path, 1).take(0):
        pass
    account.leave()
    with own.take(0):
        pass


@pytest.mark.usefixtures("crowded")
def test_the_api_says_in_its_one_form_when_to_ask_again(client):
    response = post(client, HEAVY)
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "Ask again in 10 seconds" in response.json()["faults"][0]["message"]


@pytest.mark.usefixtures("crowded", "catalogue_db")
def test_a_page_says_it_in_words(client):
    response = client.get("/sure", {"preset": "autumn-2008", "uncertainty.draws": "300000"})
    assert response.status_code == 503
    assert "Ask again in 10 seconds" in response.content.decode()


@pytest.mark.usefixtures("crowded", "catalogue_db")
def test_cheap_requests_are_answered_while_nobody_gets_a_turn(client):
    assert client.get("/").status_code == 200
    assert post(client, json.dumps(make_heavy(2, 2, 8, 2))).status_code == 200


@pytest.mark.usefixtures("crowded")
def test_a_large_file_is_refused_by_its_size(client):
    response = client.post("/verify", b"x" * 3_000_000, content_type="multipart/form-data")
    assert response.status_code == 503


def test_an_answer_has_the_same_bytes_after_waiting(client):
    first = post(client, HEAVY)
    assert first.status_code == 200
    other = Turns(turns._find_folder())
    with ExitStack() as stack:
        stack.enter_context(other.take())
        leaving = threading.Timer(0.3, stack.pop_all().close)
        leaving.start()
        assert post(client, HEAVY).content == first.content
    leaving.join()


def test_more_than_one_answer_has_is_refused_without_a_turn(tmp_path):
    account = TurnAccount(Turns(tmp_path, 1), lambda: None)
    with pytest.raises(Exception, match="at most"):
        account.note(MOST_AMOUNTS + 1)
    assert not account.is_heavy
    announce(1)


@pytest.mark.usefixtures("crowded")
def test_what_is_too_much_is_refused_as_such_on_a_busy_machine_too(client):
    too_much = json.dumps(make_heavy(2, 2, 8, 2, draws=10_000_000))
    assert post(client, too_much).status_code == 422
