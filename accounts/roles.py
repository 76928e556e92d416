"""The roles: Django's groups, of which a person may have several."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission, User

VIEWER = "viewer"
BUYER = "buyer"
PRICE_EDITOR = "price editor"
APPROVER = "approver"
ROLES = (VIEWER, BUYER, PRICE_EDITOR, APPROVER)
# What a price editor may do in the admin: all but delete rows of the catalogue.
EDITED_APP = "pricing"
EDITING = ("add_", "change_", "view_")


def make_roles(using: str) -> None:
    """Makes the groups that are missing; what an administrator added to one stays."""
    groups = {name: Group.objects.using(using).get_or_create(name=name)[0] for name in ROLES}
    of_catalogue = Permission.objects.using(using).filter(content_type__app_label=EDITED_APP)
    editing = [right for right in of_catalogue if right.codename.startswith(EDITING)]
    groups[PRICE_EDITOR].permissions.add(*editing)


def has_accounts() -> bool:
    """Whether anybody can log in yet."""
    return User.objects.exists()


def list_roles(user: Any) -> frozenset[str]:
    """The roles that somebody has, a superuser those that he was given; none for a stranger."""
    if not user.is_active:
        return frozenset()
    return frozenset(user.groups.filter(name__in=ROLES).values_list("name", flat=True))
