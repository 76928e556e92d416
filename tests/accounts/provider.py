"""An identity provider on this machine, as far as one log-in needs it."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

# Made anew for each run; the second is nobody's.
KEY, FOREIGN_KEY = (rsa.generate_private_key(65537, 2048) for _ in range(2))
PERSON = {"sub": "17", "email": "ada@example.org", "email_verified": True}
CLIENT = {"id": "deskfare", "secret": "known to both"}


def sign(claims: dict[str, object], key: Any = KEY, **more: Any) -> str:
    """A token, as the provider signs it where nothing else is said."""
    given = {"algorithm": "RS256", "headers": {"kid": "of today"}} | more
    return jwt.encode(claims, key, **given)


def publish(key: Any, name: str) -> dict[str, Any]:
    """The half of a key that everybody may know."""
    return {**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": name, "use": "sig"}


class Provider(HTTPServer):
    """Lets one person in; remembers the challenge and the nonce that came with the question for her
    code.
    """

    challenge = nonce = ""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.claims: dict[str, object] = {}  # that its token says otherwise
        self.issuer = ""  # that it says to be, where it is another
        self.sign = sign

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    """The five addresses of OpenID Connect that are asked here."""

    server: Provider

    def log_message(self, *words: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        """What there is, and who was let in."""
        address = self.server.address
        if self.path == "/.well-known/openid-configuration":
            names = ("authorization", "token", "userinfo")
            endpoints = {f"{name}_endpoint": f"{address}/{name}" for name in names}
            issuer = self.server.issuer or address
            self._say({"issuer": issuer, "jwks_uri": f"{address}/keys", **endpoints})
        elif self.path == "/keys":
            self._say({"keys": [publish(KEY, "of today")]})
        else:
            self._say(PERSON)

    def do_POST(self) -> None:
        """A token for a code, where whoever asks holds what was hashed into the challenge."""
        length = int(self.headers["Content-Length"])
        form = parse_qs(self.rfile.read(length).decode())
        digest = hashlib.sha256(form.get("code_verifier", [""])[0].encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != self.server.challenge:
            self._say({"error": "invalid_grant"}, 400)
            return
        said = {"iss": self.server.address, "aud": CLIENT["id"], "exp": 4102444800, "iat": 0}
        said["nonce"] = self.server.nonce
        token = self.server.sign({**said, **PERSON, **self.server.claims})
        self._say({"access_token": "opens", "token_type": "Bearer", "id_token": token})

    def _say(self, said: dict[str, object], status: int = 200) -> None:
        content = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serve_provider() -> Iterator[Provider]:
    """A provider for as long as a test takes."""
    server = Provider(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
