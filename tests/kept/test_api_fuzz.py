"""No request makes a door of what is kept fall over, of somebody who may go through it."""

from __future__ import annotations

import pytest

from tests.fuzz import ANSWERS, make_kept_request

pytestmark = [pytest.mark.stores, pytest.mark.django_db]

BLOCK, BLOCKS = 100, 4
# A role may lack; what is done is 200, what is made 201.
OF_PEOPLE = ANSWERS | {201, 403}


@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_request_makes_a_door_of_what_is_kept_fall_over(as_, draft, catalogue_db, block):
    client, seen = as_("bob"), set()
    for number in range(block * BLOCK, (block + 1) * BLOCK):
        asked = make_kept_request(number, draft.version.comparison_id, draft.pk)
        response = client.generic(
            asked.method,
            asked.path,
            asked.body,
            content_type=asked.content_type,
            headers={"Idempotency-Key": str(number)},
        )
        seen.add(response.status_code)
        assert response.status_code in OF_PEOPLE, f"request {number}: {asked.told}"
    assert {200, 201, 400, 404, 422} <= seen
