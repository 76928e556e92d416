"""A feed's address opens two hosts of the public internet and nothing else, within bounds."""

from __future__ import annotations

import json
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pricing.catalogue.feeds.azure import list_lines
from pricing.catalogue.feeds.origins import Door, WebOrigin, is_public
from pricing.catalogue.feeds.rules import Rule, Sieve
from pricing.catalogue.files import CatalogueFaults

from .feeds import make_item, make_page

RULE = Rule("rule 1", "all", ("x",), "1 Hour", 4, (("type", frozenset({"Consumption"})),))


# What JSON may hold where an address belongs, and addresses that can't be taken apart.
NO_LINKS = (
    *(0, 5, -1.5, 1e300, True, False, [], ["https://localhost/"], {}, {"a": "https://localhost/"}),
    *("5", "second", "/second", "//localhost/second", " ", "\0", "https://", "https://["),
    *("https://[::1/", "https://::1]/", "https://localhost:x/", "https://localhost:99999/"),
    *("https://[v1.x/", "https://[nothing]/", "https://\u2100.example/", "https://a@[::1/"),
)


def make_certificate(folder, name: str):
    """A certificate of a host, signed by itself: a file of it, and one with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, both = folder / f"{name}.pem", folder / f"{name}-key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    both.write_bytes(certificate.read_bytes() + secret)
    return certificate, both


class Site(BaseHTTPRequestHandler):
    """Two pages of Azure's, and what an address may do instead of answering."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = self.path.partition("?")[0]
        port = self.server.server_address[1]
        items = [] if path == "/empty" else [make_item()]
        links = {
            "/first": f"https://localhost:{port}/second?$filter=a eq 'b'",
            "/elsewhere": "https://localhost.example/second",
            "/plain": f"http://localhost:{port}/second",
            "/itself": f"https://localhost:{port}/itself",
            "/itself-marked": f"https://LOCALHOST:{port}/itself-marked#2",
            "/circle": f"https://localhost:{port}/circle-2",
            "/circle-2": f"https://localhost:{port}/circle",
            "/empty": f"https://localhost:{port}/second",
            **{f"/link-{number}": link for number, link in enumerate(NO_LINKS)},
        }
        if path == "/moved":
            self.send_response(302)
            self.send_header("Location", f"https://localhost:{port}/second")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = json.dumps(make_page(items, links.get(path))).encode()
        self.send_response(404 if path == "/nothing" else 200)
        if path.startswith("/kind/"):
            self.send_header("Content-Type", path.removeprefix("/kind/"))
        self.send_header("Content-Length", str(len(body) + (9 if path == "/cut" else 0)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *_):
        """Says nothing."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("site"), "localhost")


@pytest.fixture(scope="module")
def port(certificate):
    """A site over https on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def make_door(certificate, port):
    """A door to that site, which trusts its certificate; with bounds of its own."""

    def make(**more):
        return Door(
            **{
                "hosts": frozenset({"localhost"}),
                "port": port,
                "is_allowed": lambda address: True,
                "make_context": lambda: ssl.create_default_context(cafile=certificate[0]),
            }
            | more
        )

    return make


def read(address: str, door: Door):
    """The prices of a feed's address."""
    return [*list_lines(WebOrigin(address, door), Sieve([RULE]))]


def refuse(address: str, door: Door) -> str:
    """Why it is not read."""
    with pytest.raises(CatalogueFaults) as refused:
        read(address, door)
    (fault,) = refused.value.faults
    return str(fault)


def test_pages_are_read_as_far_as_they_lead(make_door, port):
    lines = read(f"https://localhost:{port}/first", make_door())
    assert [line.amount for line in lines] == ["0.384", "0.384"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("moved", "answers 302; only 200 is read, and no redirect is followed"),
        ("nothing", "answers 404; only 200 is read, and no redirect is followed"),
        ("elsewhere", "may lead to https://localhost:"),
        ("plain", "may hold an address"),
        ("itself", "leads back to a page that was read already"),
        ("itself-marked", "leads back to a page that was read already"),
        ("circle", "leads back to a page that was read already"),
        ("empty", "leads on from a page without items"),
        ("cut", "ends 9 bytes too early"),
    ],
)
def test_an_answer_that_leads_astray_is_refused(make_door, port, path, words):
    assert words in refuse(f"https://localhost:{port}/{path}", make_door())


@pytest.mark.parametrize("number", range(len(NO_LINKS)))
def test_a_link_that_leads_nowhere_is_refused(make_door, port, number):
    words = refuse(f"https://localhost:{port}/link-{number}", make_door())
    assert "field NextPageLink: holds" in words


@pytest.mark.parametrize("kind", ["text/html", "text/html;application/json", "image/png", "json"])
def test_an_answer_of_another_kind_is_refused(make_door, port, kind):
    words = refuse(f"https://localhost:{port}/kind/{kind}", make_door())
    assert words.endswith(f"holds '{kind}'; answers no JSON")


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON;charset=utf-8", "binary/octet-stream"]
)
def test_json_and_a_kind_that_nobody_told_are_read(make_door, port, kind):
    (line,) = read(f"https://localhost:{port}/kind/{kind}", make_door())
    assert line.amount == "0.384"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"most_bytes": 100}, "is longer than 100 bytes"),
        ({"most_seconds": 0}, "takes more than 0 seconds"),
        ({"is_allowed": is_public}, "leads to an address that is not of the public internet"),
        ({"make_context": ssl.create_default_context}, "certificate verify failed"),
        ({"port": 1}, "may have port 1 alone"),
    ],
)
def test_its_bounds_hold(make_door, port, more, words):
    assert words in refuse(f"https://localhost:{port}/first", make_door(**more))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "leads to an address that is not of the public internet"),
        ({"is_allowed": bool}, "certificate verify failed"),
    ],
)
def test_what_the_site_itself_opens_is_proven_and_public(port, more, words):
    door = Door(hosts=frozenset({"localhost"}), port=port, **more)
    assert words in refuse(f"https://localhost:{port}/first", door)


def test_a_host_of_which_one_address_is_private_is_not_asked(port, monkeypatch):
    found = ["127.0.0.1", "10.1.2.3"]
    monkeypatch.setattr("pricing.catalogue.feeds.origins.look_up", lambda *_: found)
    door = Door(hosts=frozenset({"localhost"}), port=port, is_allowed={"127.0.0.1"}.__contains__)
    assert "not of the public internet" in refuse(f"https://localhost:{port}/first", door)


@pytest.mark.parametrize(
    "address",
    [
        "http://prices.azure.com/api/retail/prices",
        "https://prices.azure.com.example/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://me:secret@prices.azure.com/",
        "https://prices.azure.com:99999/",
        "https://prices.azure.com:8443/",
        "https://prices.azure.com/\r\nHost: localhost",
        "https://prices.ａzure.com/",
        "https://[::1/",
        "file:///prices.azure.com",
        "ftp://prices.azure.com/",
    ],
)
def test_another_address_is_refused_before_anything_is_opened(address):
    assert " may " in refuse(address, Door(is_allowed=lambda address: pytest.fail("looked up")))


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "224.0.0.1", "ff0e::1", "fec0::1"),
        *("64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::"),
        *("::127.0.0.1", "::ffff:0:7f00:1", "2001:0:4136:e378:8000:63bf:80ff:fffe"),
    ],
)
def test_an_address_of_a_private_network_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["20.42.65.92", "2a01:111:f100::1"])
def test_an_address_of_the_public_internet_is_public(address):
    assert is_public(address)
