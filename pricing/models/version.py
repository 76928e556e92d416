"""Which content the catalogue has: one row that every change moves."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import connection, models
from django.db.models import Q


class CatalogueVersion(models.Model):
    """One row that differs after every change of the catalogue, so that each process knows when to
    read again.

    The stamp is drawn, not counted: a transaction that is taken back, or a database that is
    restored, never shows the stamp of another content.
    """

    stamp = models.PositiveBigIntegerField(default=0)
    number = models.PositiveIntegerField(default=0, help_text="Of the last change.")
    files = models.CharField(
        max_length=64, blank=True, help_text="Checksum of the files that were loaded last."
    )

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="catalogue_version_one_row"),)

    def __str__(self) -> str:
        return str(self.stamp)

    @classmethod
    def current(cls) -> int:
        """The stamp of the last change; 0 before the first. Plain SQL, for every request asks."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT stamp FROM pricing_catalogueversion WHERE id = 1")
            row = cursor.fetchone()
        if row:
            return int(row[0])
        return 0

    @classmethod
    def change(cls, **values: Any) -> None:
        """Says that the catalogue has changed; in the transaction that changes it."""
        cls.objects.update_or_create(id=1, defaults={"stamp": secrets.randbits(62), **values})

    def renew(self, number: int) -> None:
        """Says that a change of that number has been made; in its transaction."""
        self.stamp, self.number = secrets.randbits(62), number
        self.save()
