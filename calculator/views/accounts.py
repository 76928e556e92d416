"""The reader's account, and what each role may do; django-allauth has the rest of /accounts/."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from accounts.rights import ADMINISTRATOR, COLUMNS, RIGHTS, may_propose
from accounts.roles import list_roles
from calculator.kept.rights_words import list_rights
from calculator.responses import for_reading, page_response


@for_reading
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Where all of the account is found."""
    context = {
        "roles": [*sorted(list_roles(request.user)), *[ADMINISTRATOR] * request.user.is_superuser],
        "may_propose": may_propose(request.user),
        "may_administer": admin.site.has_permission(request),
    }
    return page_response(request, "account/overview.html", context)


@for_reading
def rights(request: HttpRequest) -> HttpResponse:
    """The table of rights, as the program holds it."""
    rows = [*RIGHTS, *list_rights()]
    return page_response(request, "rights.html", {"columns": COLUMNS, "rows": rows})
