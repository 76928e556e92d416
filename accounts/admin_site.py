"""Django's admin: for staff and price editors, behind the one door for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from .admin_lists import AskedAdmin
from .admin_seen import SeenAdmin
from .roles import PRICE_EDITOR, list_roles

View = Callable[..., HttpResponse]
# What apps and models of others are called here, by the names that their code has.
CALLED = {
    "auth": "People and roles",
    "account": "E-mail addresses",
    "accounts": "Tokens of programs",
    "mfa": "Second factors",
    "socialaccount": "Log-in by an identity provider",
    "usersessions": "Where people are logged in",
    "Group": "Roles",
    "User": "People",
    "Authenticator": "Second factors",
}
# How the addresses of the admin name a row.
OF_A_ROW = ("object_id", "id")


class AdminSite(admin.AdminSite):
    """The catalogue and the accounts."""

    site_header = site_title = "Deskfare"
    index_title = "Catalogue and accounts"

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """The apps with their models, by the words of this site."""
        apps: list[dict[str, Any]] = super().get_app_list(request, app_label)
        return [
            {
                **app,
                "name": CALLED.get(app["app_label"], app["name"]),
                "models": [
                    {**model, "name": CALLED.get(model["object_name"], model["name"])}
                    for model in app["models"]
                ],
            }
            for app in apps
        ]

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[admin.ModelAdmin] | None = None,
        **options: Any,
    ) -> None:
        """Each with what all pages of rows have here."""
        of_rows = admin_class or admin.ModelAdmin
        bases = (AskedAdmin, SeenAdmin, of_rows)
        ours = type(of_rows.__name__, bases, {"__module__": of_rows.__module__})
        super().register(model_or_iterable, ours, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff, and whose role it is to edit prices; what each may do is the groups' affair."""
        user = request.user
        return user.is_active and (user.is_staff or PRICE_EDITOR in list_roles(user))

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Whoever may see no rows of a kind is refused before one is looked for: else the answer
        tells which there are.
        """
        owner = getattr(view, "__self__", None)
        if isinstance(owner, admin.ModelAdmin):
            view = _refuse_first(owner, view)
        return super().admin_view(view, cacheable)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The log-in page of all; whom it lets in without the right to be here is refused."""
        address = request.GET.get("next") or reverse("admin:index")
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(address)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Passwords are changed where all change theirs."""
        return HttpResponseRedirect(reverse("account_change_password"))


def _refuse_first(owner: admin.ModelAdmin, view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        names_row = any(name in kwargs for name in OF_A_ROW)
        if names_row and not owner.has_view_or_change_permission(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
