"""Tokens by which programs ask in the name of a person: made, found by their hash, revoked."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet

from .models import Token

# So that a token that got into a file or a letter is known for one.
BEGIN = "deskfare_"
# 192 random bits: nobody guesses one, so wrong ones need no counting, which would cost more.
BYTES = 24
LONGEST = 64
DAYS, MOST_DAYS = 90, 365


def make_token(owner: User, name: str, *, today: date, ends_on: date) -> str:
    """A new token, which is kept nowhere: only its hash is."""
    text = BEGIN + secrets.token_urlsafe(BYTES)
    Token.objects.create(
        owner=owner, name=name, token_sha256=hash_token(text), made_on=today, ends_on=ends_on
    )
    return text


def find_owner(text: str, *, today: date) -> User | None:
    """Whose token it is. Revoked, ended and unknown ones are alike, and those of whoever may no
    longer log in.
    """
    if len(text) > LONGEST or not text.isascii():
        return None
    holding = Token.objects.filter(revoked_at=None, ends_on__gte=today, owner__is_active=True)
    token = holding.select_related("owner").filter(token_sha256=hash_token(text)).first()
    if token is None:
        return None
    if token.last_used_on != today:
        Token.objects.filter(pk=token.pk).update(last_used_on=today)
    return token.owner


def list_tokens(owner: User, today: date) -> QuerySet[Token]:
    """Those of a person that hold."""
    return Token.objects.filter(owner=owner, revoked_at=None, ends_on__gte=today).order_by("id")


def revoke_tokens(tokens: QuerySet[Token], at: datetime) -> int:
    """Ends tokens at once; gives how many there were to end."""
    return tokens.filter(revoked_at=None).update(revoked_at=at)


def hash_token(text: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(text.encode()).hexdigest()
