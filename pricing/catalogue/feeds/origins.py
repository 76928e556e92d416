"""Where a feed comes from: a file, or one of two hosts over https and nothing else.

The address that a host's name leads to is looked up once, checked, and that one is connected to:
a name that leads into a private network opens nothing.
"""

from __future__ import annotations

import hashlib
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from pricing.catalogue.files import CatalogueFaults
from pricing.engine.faults import holds
from pricing.plain_files import open_plain

from .connections import Deadline, TimedConnection, look_up
from .lines import MOST_FILE_BYTES, decode, refuse

HOSTS = frozenset({"prices.azure.com", "pricing.us-east-1.amazonaws.com"})
MOST_SECONDS = 60
MOST_BYTES = 200 * 1024 * 1024
HTTPS = 443
# JSON, and what a store of files says of a file whose kind nobody told it.
KINDS = frozenset({"application/json", "application/octet-stream", "binary/octet-stream"})
# All that is given out of IPv6 for the public internet. Addresses of IPv4 within one of IPv6, but
# for those of 6to4 and Teredo, lie outside.
_PUBLIC = ipaddress.IPv6Network("2000::/3")
_BLOCK = 64 * 1024


class Origin(Protocol):
    """Where pages come from: the first, and those that they lead to. Raises `CatalogueFaults`."""

    def read_first(self) -> tuple[str, str]:
        """The name of the first page and what it holds."""

    def follow(self, name: str, link: str) -> tuple[str, str]:
        """The page that one of a name leads to."""

    @property
    def sha256(self) -> str:
        """Of all that was read."""


class FileOrigin:
    """A file, which leads nowhere."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._digest = hashlib.sha256()

    def read_first(self) -> tuple[str, str]:
        """The file; no more of it than may be read."""
        name = self.path.name
        try:
            with open_plain(self.path) as stream:
                content = stream.read(MOST_FILE_BYTES + 1)
        except OSError as error:
            raise refuse(name, f"can't be read: {error.strerror}") from None
        self._digest.update(content)
        return name, decode(name, content)

    def follow(self, name: str, link: str) -> tuple[str, str]:
        """Refuses."""
        raise _refuse_page(name, link)

    @property
    def sha256(self) -> str:
        """Of the file."""
        return self._digest.hexdigest()


class SentOrigin(NamedTuple):
    """A file that was sent, which leads nowhere."""

    name: str
    content: bytes

    def read_first(self) -> tuple[str, str]:
        """The file."""
        return self.name, decode(self.name, self.content)

    def follow(self, name: str, link: str) -> tuple[str, str]:
        """Refuses."""
        raise _refuse_page(name, link)

    @property
    def sha256(self) -> str:
        """Of the file."""
        return hashlib.sha256(self.content).hexdigest()


def _refuse_page(name: str, link: str) -> CatalogueFaults:
    """Half of a feed would end as if it were all."""
    words = "leads to another page: bring all pages as a list [page, page], or the address"
    return refuse(f"{name}, field NextPageLink", words, holds(link))


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet.

    >>> is_public("20.42.65.92"), is_public("169.254.169.254"), is_public("64:ff9b::a00:1")
    (True, False, False)
    """
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address) and (found not in _PUBLIC or found.sixtofour):
        return False
    return found.is_global and not found.is_multicast


@dataclass(frozen=True)
class Door:
    """What may be opened from here. A test opens its own."""

    hosts: frozenset[str] = HOSTS
    port: int = HTTPS
    is_allowed: Callable[[str], bool] = is_public
    make_context: Callable[[], ssl.SSLContext] = ssl.create_default_context
    most_seconds: float = MOST_SECONDS
    most_bytes: int = MOST_BYTES


@dataclass
class WebOrigin:
    """An address, and those of the same host that its pages lead to."""

    address: str
    door: Door = field(default_factory=Door)

    def __post_init__(self) -> None:
        self._digest = hashlib.sha256()
        self._deadline = Deadline.after(self.door.most_seconds)
        self._left = self.door.most_bytes
        self._was_read: set[tuple[str, str]] = set()

    def read_first(self) -> tuple[str, str]:
        """What the address answers."""
        return self._read(self.address.replace(" ", "%20"))

    def follow(self, name: str, link: str) -> tuple[str, str]:
        """The next page, of the same host alone, which was not read before."""
        place = f"{name}, field NextPageLink"
        if _find_host(link) != _find_host(self.address):
            words = f"may lead to {_find_host(self.address)} alone"
            raise refuse(place, words, holds(link))
        address = link.replace(" ", "%20")
        if self._check(address) in self._was_read:
            raise refuse(place, "leads back to a page that was read already", holds(link))
        return self._read(address)

    @property
    def sha256(self) -> str:
        """Of all pages, one behind the other."""
        return self._digest.hexdigest()

    def _read(self, address: str) -> tuple[str, str]:
        host, path = self._check(address)
        self._was_read.add((host, path))
        try:
            with self._ask(host, path, address) as response:
                if response.status != http.client.OK:
                    words = "answers {}; only 200 is read, and no redirect is followed"
                    raise refuse(_shorten(address), words.format(response.status))
                kind = response.getheader("Content-Type", "application/json")
                if kind.partition(";")[0].strip().lower() not in KINDS:
                    raise refuse(_shorten(address), "answers no JSON", holds(kind))
                content = self._read_body(response, address)
        except TimeoutError:
            words = f"takes more than {self.door.most_seconds:g} seconds"
            raise refuse(_shorten(self.address), words) from None
        except (OSError, http.client.HTTPException) as error:
            raise refuse(_shorten(address), f"can't be read: {error}"[:200]) from None
        self._digest.update(content)
        return _shorten(address), decode(_shorten(address), content)

    def _check(self, address: str) -> tuple[str, str]:
        """The host and the path of an address that may be opened."""
        words = f"may be https of {' or '.join(sorted(self.door.hosts))}"
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError:
            raise refuse(_shorten(address), words) from None
        is_plain = address.isascii() and address.isprintable()
        is_named = parts.hostname in self.door.hosts and parts.username is None
        if not (is_plain and is_named and parts.scheme == "https"):
            raise refuse(_shorten(address), words)
        if port not in (None, self.door.port):
            raise refuse(_shorten(address), f"may have port {self.door.port} alone")
        query = f"?{parts.query}" if parts.query else ""
        return str(parts.hostname), f"{parts.path or '/'}{query}"

    @contextmanager
    def _ask(self, host: str, path: str, address: str) -> Iterator[http.client.HTTPResponse]:
        """What a host answers whose address was checked."""
        found = self._look_up(host, address)
        context = self.door.make_context()
        connection = TimedConnection(host, self.door.port, found, context, self._deadline)
        with closing(connection):
            connection.request("GET", path, headers={"Accept": "application/json"})
            with connection.getresponse() as response:
                yield response

    def _look_up(self, host: str, address: str) -> str:
        """The checked address of a host. One that is not public refuses them all."""
        try:
            addresses = look_up(host, self.door.port, self._deadline)
        except socket.gaierror as error:
            words = f"{host} can't be looked up: {error.strerror}"
            raise refuse(_shorten(address), words) from None
        wrong = [each for each in addresses if not self.door.is_allowed(each)]
        if wrong or not addresses:
            words = f"{host} leads to an address that is not of the public internet"
            raise refuse(_shorten(address), words)
        return addresses[0]

    def _read_body(self, response: http.client.HTTPResponse, address: str) -> bytes:
        """What is answered, block by block: its size is watched at each."""
        body = bytearray()
        most = min(self._left, MOST_FILE_BYTES)
        while block := response.read1(_BLOCK):
            body += block
            if len(body) > most:
                raise refuse(_shorten(address), f"is longer than {most:,} bytes")
        if response.length:
            raise refuse(_shorten(address), f"ends {response.length:,} bytes too early")
        self._left -= len(body)
        return bytes(body)


def _find_host(address: str) -> str:
    try:
        parts = urlsplit(address)
        return f"{parts.scheme}://{parts.hostname}:{parts.port or HTTPS}"
    except ValueError:
        return address


def _shorten(address: str) -> str:
    return ascii(address)[1:-1][:120]
