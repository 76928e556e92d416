"""Log-in by a provider's token, only where the provider signed it, for the browser that asked.

django-allauth takes a token that came from the provider over TLS without looking at its signature,
and sends no nonce.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse

Key = dict[str, Any]

# By two keys, of which the provider publishes one: who knows that one can sign nothing.
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)


class SignedAdapter(OpenIDConnectOAuth2Adapter):
    """Takes a token that a key of the provider signed, and nobody without a token."""

    nonce = ""

    def get_access_token_data(self, request: HttpRequest, *about: Any, **more: Any) -> Any:
        """What the provider gives for a code; its token is to have the nonce of this browser."""
        self.nonce = hash_verifier(more["pkce_code_verifier"])
        return super().get_access_token_data(request, *about, **more)

    def complete_login(self, request: HttpRequest, *about: Any, **more: Any) -> Any:
        """Who was let in. Raises `OAuth2Error` where the provider gave no token."""
        if not more["response"].get("id_token"):
            raise OAuth2Error("no id_token")
        return super().complete_login(request, *about, **more)

    def _decode_id_token(self, app: SocialApp, id_token: str) -> Any:
        """What it says. Raises `OAuth2Error` where it is of nobody, for another or not of now."""
        if not is_signed_by_one_of(self._fetch_keys(), id_token):
            raise OAuth2Error("the id_token is not signed by the provider")
        said = super()._decode_id_token(app, id_token)
        if said.get("nonce") != self.nonce:
            raise OAuth2Error("the id_token is of another log-in")
        return said

    def _fetch_keys(self) -> list[Key]:
        """The keys that the provider signs with, where its own description says they are.

        They are read at each log-in: providers change them.
        """
        with get_adapter().get_requests_session() as session:
            response = session.get(self.openid_config["jwks_uri"])
            response.raise_for_status()
            keys: list[Key] = response.json()["keys"]
        return keys


class BoundProvider(OpenIDConnectProvider):
    """Sends a challenge with each log-in, and the same as a nonce: what was hashed into it lies in
    the session of the browser alone.
    """

    oauth2_adapter_class = SignedAdapter

    @classmethod
    def get_package(cls) -> str:
        """Whose addresses it has: those of django-allauth."""
        return str(OpenIDConnectProvider.get_package())

    def get_pkce_params(self) -> dict[str, str]:
        """Whatever the settings say, none goes without."""
        made = generate_code_challenge()
        return {**made, "nonce": hash_verifier(made["code_verifier"])}


def hash_verifier(verifier: str) -> str:
    """The challenge of a verifier, by S256 of RFC 7636."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def is_signed_by_one_of(keys: list[Key], token: str) -> bool:
    """Whether one of the keys signed a token, in a way that needs a key that nobody else has."""
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        return False
    named, algorithm = header.get("kid"), header.get("alg")
    if algorithm not in ALGORITHMS:
        return False
    meant = [key for key in keys if key.get("use", "sig") == "sig"]
    if named is not None:
        meant = [key for key in meant if key.get("kid") == named]
    return any(_is_signed_by(key, algorithm, token) for key in meant)


def _is_signed_by(key: Key, algorithm: str, token: str) -> bool:
    """Whether this key signed it: one that is for another algorithm did not."""
    if key.get("alg", algorithm) != algorithm:
        return False
    strict = jwt.PyJWS(options={"enforce_minimum_key_length": True})
    try:
        strict.decode(token, jwt.PyJWK(key, algorithm), [algorithm])
    except jwt.PyJWTError:
        return False
    return True


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider sends whom it let in; 404 of a provider that the settings don't name."""
    try:
        view = OAuth2CallbackView.adapter_view(SignedAdapter(request, provider_id))
        response: HttpResponse = view(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return response
