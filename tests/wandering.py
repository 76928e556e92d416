"""People who wander through the site and send its forms, filled in rightly and wrongly.

What one of them keeps, proposes, sets up or ends is there for the next: so the forms of what is
kept, of accounts and of the admin are reached in every state that a reader can bring about. `make
fuzz` sends thousands of forms; the suite as many as it has time for. A failure is repeated by the
number of its walk.
"""

from __future__ import annotations

from html.parser import HTMLParser
from random import Random
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client

from tests.fuzz import JUNK, break_document, make_document, write_file, write_table, write_text

LONGEST_ADDRESS = 8000
MOST_ADDRESSES = 400
RARELY = 0.05
WRONG = (*(each for each in JUNK if isinstance(each, str)), "a" * 60_000, "-1", "10**30")
FILLED_IN = {
    "text": "Some words",
    "number": "1",
    "email": "eve@example.org",
    "url": "https://a.b/c",
}
TYPED = {"password": " correct horse battery 😀 ", "document": ""}


class Form(NamedTuple):
    """A form as a page shows it: what would be sent, untouched, and by which buttons."""

    method: str
    action: str
    fields: list[tuple[str, str]]
    buttons: list[tuple[str, str, str]]  # name, value, and where it sends to if elsewhere
    files: list[str]


class Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._named: list[str] = []  # the select or textarea that is open
        self._options: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Notes a link, a form or a field."""
        told = {name: value or "" for name, value in attributes}
        name = told.get("name", "")
        if tag == "a" and told.get("href", "").startswith("/"):
            self.links.append(told["href"].partition("#")[0])
        if tag == "form":
            method = told.get("method", "get").upper()
            self.forms.append(Form(method, told.get("action", ""), [], [], []))
        if not self.forms:
            return
        form, kind = self.forms[-1], told.get("type", "text")
        if tag == "button" or (tag == "input" and kind == "submit"):
            form.buttons.append((name, told.get("value", ""), told.get("formaction", "")))
        elif tag == "input" and kind == "file":
            form.files.append(name)
        elif tag == "input" and name:
            form.fields.append(
                (name, told.get("value") or TYPED.get(name) or FILLED_IN.get(kind, ""))
            )
        elif tag in ("select", "textarea"):
            self._named, self._options = [name], []
        elif tag == "option":
            self._options.append(told.get("value", ""))

    def handle_data(self, data: str) -> None:
        """The text of a field of several lines."""
        if self._named and not self._options:
            self._options = [data]

    def handle_endtag(self, tag: str) -> None:
        """Ends a field."""
        if tag in ("select", "textarea") and self._named and self.forms:
            for option in self._options or [""]:
                self.forms[-1].fields.append((self._named[0], option))
            self._named = []


class Step(NamedTuple):
    """Who sent what where, and what came of it."""

    who: str
    method: str
    address: str
    sent: Any
    answer: HttpResponseBase

    @property
    def told(self) -> str:
        """The step in a line, for who has to find it again."""
        asked = f"{self.who or 'nobody'}: {self.method} {self.address} {str(self.sent)[:2000]}"
        return f"{asked} is {self.answer.status_code}"


class Walk:
    """One walk of several people, who know the addresses that any of them saw."""

    def __init__(self, number: int, names: list[str], addresses: list[str]) -> None:
        self.rng = Random(f"walk {number}")
        self.names, self.addresses, self.with_forms = names, list(addresses), list(addresses[:1])
        self.clients: dict[str, Client] = {}

    def step(self) -> list[Step]:
        """Somebody opens a page, and sends one of its forms."""
        who = self.rng.choice(self.names)
        self._let_in(who)
        address = self.rng.choice(self.rng.choice((self.addresses, self.with_forms)))
        steps = [self._ask(who, "GET", address, {})]
        page = Page(_read(steps[0].answer))
        self._remember(self.addresses, page.links)
        forms = [each for each in page.forms if self._is_wanted(each)]
        if forms:
            self._remember(self.with_forms, [address.partition("?")[0]])
            steps.append(self._send(who, address, self.rng.choice(forms)))
        return steps

    def _is_wanted(self, form: Form) -> bool:
        """Log-out stands on every page, and what is asked by address is asked elsewhere too."""
        is_rare = "logout" in form.action or form.method == "GET"
        return not is_rare or self.rng.random() < RARELY

    def _let_in(self, who: str) -> None:
        """Their browser; now and then, and after each log-out, a new one."""
        client = self.clients.setdefault(who, Client())
        person = User.objects.filter(username=who, is_active=True).first()
        if person and ("_auth_user_id" not in client.session or self.rng.random() < 0.02):
            client.force_login(person)

    def _remember(self, known: list[str], links: list[str]) -> None:
        for link in links:
            if len(link) <= LONGEST_ADDRESS and link not in known:
                known.append(link)
        while len(known) > MOST_ADDRESSES:
            del known[self.rng.randrange(len(known))]

    def _send(self, who: str, page: str, form: Form) -> Step:
        fields = self._choose(form)
        for _ in range(self.rng.choice((0, 0, 1, 2))):
            self._spoil(fields)
        name, value, elsewhere = self.rng.choice(form.buttons or [("", "", "")])
        fields.append((name, value))
        address = elsewhere or form.action or page
        sent: dict[str, Any] = {}
        for name, value in fields:
            sent.setdefault(name, []).append(value.encode("utf-8", "surrogatepass"))
        if form.method == "GET":
            return self._ask(who, "GET", address.partition("?")[0], sent)
        sent |= {name: self._make_file() for name in form.files if self.rng.random() < 0.8}
        step = self._ask(who, "POST", address, sent)
        led_to = step.answer.get("Location", "")
        self._remember(self.addresses, [led_to] * led_to.startswith("/"))
        return step

    def _ask(self, who: str, method: str, address: str, sent: dict[str, Any]) -> Step:
        ask = {"GET": self.clients[who].get, "POST": self.clients[who].post}[method]
        try:
            return Step(who, method, address, sent, ask(address, sent))
        except Exception as error:
            error.add_note(f"{who or 'nobody'}: {method} {address} {str(sent)[:2000]}")
            raise

    def _choose(self, form: Form) -> list[tuple[str, str]]:
        """A value of each field; of a choice any."""
        names = list(dict.fromkeys(name for name, _ in form.fields))
        chosen = []
        for name in names:
            values = [value for each, value in form.fields if each == name]
            value = self.rng.choice(values)
            if name == "document":
                value = value or write_text(make_document(self.rng))
            chosen.append((name, value))
        return chosen

    def _spoil(self, fields: list[tuple[str, str]]) -> None:
        """One field with a wrong value, left out or sent twice."""
        if not fields:
            return
        place = self.rng.randrange(len(fields))
        name = fields[place][0]
        way = self.rng.randrange(6)
        if way == 0:
            del fields[place]
        elif way == 1:
            fields.append((name, self.rng.choice(WRONG)))
        elif name == "document":
            fields[place] = (name, write_text(break_document(self.rng, make_document(self.rng))))
        else:
            fields[place] = (name, self.rng.choice(WRONG))

    def _make_file(self) -> SimpleUploadedFile:
        return self.rng.choice((write_file, write_table))(self.rng)


def _read(answer: HttpResponseBase) -> str:
    """The text of a page; nothing of a file."""
    is_page = answer.get("Content-Type", "").startswith("text/html")
    return answer.content.decode() if is_page else ""
