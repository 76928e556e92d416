"""What the pages of kept comparisons show."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max, Q

from calculator import formats
from calculator.kept.addresses import read_number
from quotes.models import Comparison, ComparisonVersion
from quotes.models.comparisons import ORGANISATION
from quotes.refusals import Absent, Forbidden
from quotes.rights import check_comparison, may_read_comparison


def list_comparisons(user: Any, *, archived: bool = False) -> list[Comparison]:
    """Those that a user with a role sees, by name, each with the number of its `latest` version and
    the day on which that was kept (`kept_on`), by which those of one name are told apart.
    """
    found = Comparison.objects.filter(
        Q(owner=user) | Q(visibility=ORGANISATION), archived_at__isnull=not archived
    )
    latest = {"latest": Max("versions__number"), "latest_at": Max("versions__at")}
    listed = list(found.annotate(**latest).select_related("owner").order_by("name", "id"))
    alike = Counter((each.name, each.latest_at.date()) for each in listed)
    for each in listed:
        each.kept_on = formats.day(each.latest_at.date())
        if alike[each.name, each.latest_at.date()] > 1:
            each.kept_on += f", {each.latest_at.astimezone(UTC):%H:%M} UTC"
    return listed


def list_targets(user: Any, chosen: str = "") -> list[tuple[str, str]]:
    """The comparisons of which a new version may be kept, each with the version it is based on:
    the latest, but the one that is `chosen` for its comparison.
    """
    based = {chosen.partition(".")[0]: chosen}
    return [
        (
            based.get(str(each.pk), f"{each.pk}.{each.latest}"),
            f"version {each.latest + 1} of {each.name}, after that of {each.kept_on}",
        )
        for each in list_comparisons(user)
    ]


def read_target(target: str) -> tuple[int, int]:
    """A comparison and a number of a version, as `12.3`. Raises `Absent`."""
    number, base = (read_number(part) for part in target.partition(".")[::2])
    if number is None or base is None:
        raise Absent
    return number, base


def find_target(target: str, user: Any) -> tuple[Comparison, int]:
    """The comparison and the version that a form names. Raises `Absent`."""
    number, base = read_target(target)
    comparison = Comparison.objects.filter(pk=number).first()
    if comparison is None:
        raise Absent
    check_comparison("new version", comparison, user)
    return comparison, base


def find_version(comparison_id: int, number: int, user: Any) -> ComparisonVersion:
    """A version that a user may read. Raises `Absent`."""
    found = (
        ComparisonVersion.objects.select_related("comparison__owner", "by")
        .filter(comparison=comparison_id, number=number)
        .first()
    )
    if found is None or not may_read_comparison(found.comparison, user):
        raise Absent
    return found


def archive(comparison: Comparison, by: Any, at: datetime | None) -> None:
    """Takes a comparison out of the list, or brings it back; nothing is deleted."""
    check_comparison("new version", comparison, by)
    if comparison.owner_id != by.pk:
        raise Forbidden("Only its owner can archive a comparison.")
    comparison.archived_at = at
    comparison.save(update_fields=["archived_at"])
