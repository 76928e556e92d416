"""Secrets stand in no line of the log, whatever level it is written at, and in no row as typed."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.tokens import make_token
from calculator.log_formats import Console
from quotes.models import ShareLink
from quotes.sharing import share
from tests.accounts.people import PASSWORD, confirm_password, log_in, make_person, show_code
from tests.conftest import ROOT
from tests.web.markup import parsed

pytestmark = [pytest.mark.stores, pytest.mark.django_db]
NEW_PASSWORD = "entirely new words 4711"
WRONG_PASSWORD = "a wrong one that was typed"


@pytest.fixture
def written(caplog):
    """What the log came to hold, as the settings' own handler writes it."""
    handlers = logging.getLogger().handlers
    [console] = [each for each in handlers if type(each) is Console]

    def read():
        return "\n".join(console.format(record) for record in caplog.records)

    with caplog.at_level(logging.DEBUG):
        yield read


def test_a_log_in_leaves_no_password_session_or_code(client, written, step):
    make_person("ada")
    log_in(client, password=WRONG_PASSWORD)
    log_in(client)
    confirm_password(client)
    page = parsed(client.get("/accounts/2fa/totp/activate/").content.decode())
    [secret] = [each.text for each in page.iter("code")]
    client.post("/accounts/2fa/totp/activate/", {"code": show_code(step, secret)})
    assert Authenticator.objects.exists()
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    check_absent(
        written(),
        [WRONG_PASSWORD, PASSWORD.strip(), secret, show_code(step, secret), *codes],
    )
    check_absent(written(), [each.session_key for each in Session.objects.all()])


def test_a_link_to_a_new_password_is_in_no_line(client, written, mailoutbox, settings):
    settings.EMAIL_HOST = "mail.example.org"
    make_person("ada")
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    [letter] = mailoutbox
    [link] = re.findall(r"/accounts/password/reset/key/\S+", letter.body)
    form = client.get(link)["Location"]
    client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    log_in(client, password=NEW_PASSWORD)
    check_absent(written(), [link.strip("/").split("/")[-1].split("-", 1)[1], NEW_PASSWORD])


def test_an_invitation_is_in_no_line(client, written, capsys):
    call_command("invite", "ada", email="ada@example.org", role=["buyer"])
    [link] = re.findall(r"/accounts/password/reset/key/\S+", capsys.readouterr().out)
    client.get(link)
    check_absent(written(), [link.strip("/").split("/")[-1].split("-", 1)[1]])


def test_a_share_link_is_in_no_line_and_in_no_row(issued, people, written):
    _, token = share(issued, people["bob"], at=timezone.now())
    stranger = Client()
    assert stranger.get(f"/shared/{token}/").status_code == 200
    assert stranger.get(f"/shared/{token}.csv").status_code == 200
    assert stranger.get(f"/shared/{token}x/").status_code == 404
    check_absent(written(), [token])
    check_absent(f"{list(ShareLink.objects.values())}", [token])


KEYS = (ROOT / "docs" / "security.md").read_text().split("## Keys\n")[1].split("\n## ")[0]
OF_FILES = sorted(set(re.findall(r"`([A-Z_]{6,})`", KEYS)) - {"SECRET_KEY"})
SETTINGS = "import calculator.settings as s; print(vars(s))"


@pytest.mark.parametrize("name", OF_FILES)
def test_each_secret_of_the_table_of_keys_is_read_of_a_file(name, tmp_path):
    file = tmp_path / "secret"
    file.write_text("sqlite:///held-by-a-file\n")
    given = {f"{name}_FILE": str(file), "OIDC_ISSUER": "https://login.example"}
    environment = {each: text for each, text in os.environ.items() if each != name}
    asked = [sys.executable, "-c", SETTINGS]
    told = subprocess.run(
        asked, cwd=ROOT, env=environment | given, capture_output=True, text=True, check=True
    )
    assert "held-by-a-file" in told.stdout


def test_the_secrets_of_the_table_of_keys_are_found():
    assert {"DATABASE_URL", "METRICS_TOKEN", "SECRET_KEY_FALLBACKS"} < {*OF_FILES}


@pytest.mark.parametrize("name", ["authorization", "token", "access_token", "api_key"])
def test_a_token_in_an_address_opens_nothing(client, name):
    day = timezone.now().date()
    token = make_token(make_person("bob", "buyer"), "x", today=day, ends_on=day)
    opened = client.get("/api/quotes", headers={"authorization": f"Bearer {token}"})
    assert opened.status_code == 200
    for text in (token, f"Bearer {token}"):
        assert client.get("/api/quotes", {name: text}).status_code in (401, 422)


def test_who_was_refused_stands_in_the_line_of_the_request(as_, draft, people, press, caplog):
    with caplog.at_level(logging.INFO, "deskfare.request"):
        press("bob", f"/quotes/drafts/{draft.pk}/", "approve")
    lines = [each.getMessage() for each in caplog.records if each.name == "deskfare.request"]
    assert lines[-1].startswith(f"POST /quotes/drafts/{draft.pk}/ 403 ")
    assert lines[-1].endswith(f" user={people['bob'].pk}")


def test_an_exception_tells_no_password_or_key(client, written, monkeypatch):
    def fall(*given, **more):
        raise RuntimeError("broken")

    monkeypatch.setattr("accounts.adapters.leave_place", fall)
    client.raise_request_exception = False
    make_person("ada")
    assert log_in(client, password=WRONG_PASSWORD).status_code == 500
    assert "RuntimeError: broken" in written()
    check_absent(written(), [WRONG_PASSWORD, settings.SECRET_KEY])


def check_absent(text: str, secrets: list[str]) -> None:
    """None of them stands in the text; what is sought is told by its first letters alone."""
    assert all(len(each) >= 6 for each in secrets)
    assert text
    assert [each[:3] for each in secrets if each in text] == []
