"""Accounts in the admin: links to set a password; second factors, sessions and tokens to end."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from .forms import NewPersonForm, PersonForm
from .invitations import make_password_link
from .log import write_line
from .models import Token
from .names import refuse_wrong_name
from .tokens import revoke_tokens

admin.site.unregister([User, Authenticator])


@admin.register(User)
class AccountAdmin(UserAdmin):
    """People, their roles, and what an administrator does for them."""

    form = PersonForm
    add_form = NewPersonForm
    list_display = ("username", "email", "is_active", "is_staff", "last_login")
    readonly_fields = ("last_login",)  # a log-in writes it, also while an editor looks
    actions = ("make_links", "end_sessions")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **more: Any) -> Any:
        """Names of people stand on quotes."""
        field = super().formfield_for_dbfield(db_field, request, **more)
        if isinstance(field, forms.CharField):
            field.validators.append(refuse_wrong_name)
        return field

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **more: Any
    ) -> Any:
        """Django's groups are the roles of this site."""
        field = super().formfield_for_manytomany(db_field, request, **more)
        if db_field.name == "groups" and field is not None:
            field.label = "Roles"
            field.help_text = "What each may do stands on the page of rights."
        return field

    @admin.action(description="Make links to set a password", permissions=["change"])
    def make_links(self, request: HttpRequest, users: QuerySet[User]) -> HttpResponse:
        """A page with a link for each, to be handed over."""
        links = [
            (user.get_username(), request.build_absolute_uri(make_password_link(user)))
            for user in users
        ]
        _tell_of_each("invited", users, request)
        return render(request, "account/links.html", {"links": links})

    @admin.action(description="End all sessions", permissions=["change"])
    def end_sessions(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """Logs people out wherever they are logged in."""
        sessions = UserSession.objects.filter(user__in=users)
        for session in sessions:
            session.end()
        _tell_of_each("sessions-ended", users, request)
        self.message_user(request, "Their sessions have ended.")

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """The form that sets somebody's password; it leads on once it was set."""
        response = super().user_change_password(request, id, form_url)
        if response.status_code == HTTPStatus.FOUND:
            _tell_of_each("password-set", User.objects.filter(pk=id), request)
        return response


def _tell_of_each(words: str, users: QuerySet[User], request: HttpRequest) -> None:
    """A line in the log for each person to whom an administrator did something."""
    for user in users:
        write_line(words, user, request, f"by={request.user.pk}")


@admin.register(Authenticator)
class SecondFactorAdmin(admin.ModelAdmin):
    """Second factors can be taken away, for whoever lost one, and never be read."""

    list_display = ("user", "type", "created_at", "last_used_at")
    fields = readonly_fields = ("user", "type", "created_at", "last_used_at")
    search_fields = ("user__username", "user__email")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People add their own."""
        return False

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Authenticator]) -> Any:
        """In the admin's own history, and in the log."""
        for factor in queryset:
            how = f"{factor.type}+by={request.user.pk}"
            write_line("second-factor-removed", factor.user, request, how)
        return super().log_deletions(request, queryset)


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):
    """Tokens of programs can be revoked; of themselves nothing is kept that could be read."""

    list_display = ("owner", "name", "made_on", "ends_on", "last_used_on", "revoked_at")
    fields = readonly_fields = list_display
    search_fields = ("owner__username", "owner__email", "name")
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People make their own."""
        return False

    @admin.action(description="Revoke", permissions=["change"])
    def revoke(self, request: HttpRequest, tokens: QuerySet[Token]) -> None:
        """Ends them at once."""
        for token in tokens.filter(revoked_at=None).select_related("owner"):
            write_line("token-revoked", token.owner, request, f"by={request.user.pk}")
        revoke_tokens(tokens, timezone.now())
        self.message_user(request, "They hold no longer.")
