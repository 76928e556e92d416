"""How many letters may be asked for."""

from __future__ import annotations

import pytest

from .people import make_person

pytestmark = [pytest.mark.stores, pytest.mark.django_db]


def test_the_sixth_letter_to_one_address_is_refused(client, mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    ada = make_person("ada")
    asked = {"email": ada.email}
    answers = [client.post("/accounts/password/reset/", asked) for _ in range(6)]
    assert [each.status_code for each in answers] == [302] * 5 + [429]
    assert answers[-1]["Retry-After"] == "60"
    assert len(mailoutbox) == 5
