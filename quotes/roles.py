"""The four roles. Each is a group of Django's users."""

from __future__ import annotations

from typing import Any

from django.apps import apps as current_apps

VIEWER = "viewer"
BUYER = "buyer"
PRICE_EDITOR = "price editor"
APPROVER = "approver"
ROLES = (VIEWER, BUYER, PRICE_EDITOR, APPROVER)


def list_roles(user: Any) -> frozenset[str]:
    """The roles of a user. A superuser has none but those that he was given."""
    if not user.is_active:
        return frozenset()
    return frozenset(user.groups.filter(name__in=ROLES).values_list("name", flat=True))


def make_after_migration(*, using: str, apps: Any = current_apps, **_: Any) -> None:
    """Makes the groups, where the tables of users are there already."""
    try:
        group = apps.get_model("auth", "Group")
    except LookupError:
        return
    for role in ROLES:
        group.objects.using(using).get_or_create(name=role)
