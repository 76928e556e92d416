"""What is kept of accounts beside Django's own tables: tokens of programs, counts for limits."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Token(models.Model):
    """What a program asks with, in its owner's name, until a day. Of itself only its hash is
    kept.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_on = models.DateField()
    ends_on = models.DateField(help_text="The last day on which it holds.")
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} of {self.owner}"


class Tries(models.Model):
    """How often passwords were wrong of late, by whom and where; that somebody is known at an
    address; how much somebody kept or asked of late. Of names and addresses only a keyed hash is
    kept.
    """

    key = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField(default=0, db_column="wrong")
    counted_at = models.DateTimeField(help_text="When the last of them was counted.")
    looking = models.JSONField(default=list, help_text="When those began that are looked at now.")
    forget_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.number} of late"
