"""A request that is done again after a clash has the body that came with it."""

from __future__ import annotations

from django.db import OperationalError
from django.http import HttpResponse
from psycopg.errors import DeadlockDetected

from calculator.clashes import retry_clashes
from calculator.json_bodies import read_body


def test_a_program_that_lost_in_a_deadlock_is_served_with_the_body_that_it_sent(rf, db):
    read = []

    @retry_clashes
    def view(request):
        read.append(read_body(request))
        if len(read) == 1:
            raise OperationalError from DeadlockDetected()
        return HttpResponse()

    answer = view(rf.post("/api/quotes", "{}", "application/json"))
    assert (answer.status_code, read) == (200, [b"{}", b"{}"])
