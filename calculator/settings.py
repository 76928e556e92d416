"""Settings of the project. Whatever differs between machines is an environment variable.

The one table of them, with what each is without a word, is in docs/reference.md.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from calculator.databases import read_database
from calculator.environment import (
    read_choice,
    read_flag,
    read_number,
    read_secret,
    read_words,
)
from calculator.log_lines import LOGGING as LOGGING
from calculator.secret_key import list_secret_keys

BASE_DIR = Path(__file__).resolve().parent.parent


def _origins(address: str) -> list[str]:
    """The origin of an address, as a policy names it; none of an empty one."""
    parts = urlsplit(address)
    return [f"{parts.scheme}://{parts.netloc}"] * bool(parts.netloc)


# Tests, checks and commands do with a key of their process; the site does not start with one.
SECRET_KEY = next(iter(list_secret_keys(BASE_DIR)), "") or secrets.token_urlsafe(64)
SECRET_KEY_FALLBACKS = read_secret("SECRET_KEY_FALLBACKS").replace(",", " ").split()
DEBUG = read_flag("DEBUG")
ALLOWED_HOSTS = read_words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = read_words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "accounts.apps.Administration",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "pricing",
    "accounts",
    "quotes",
    "calculator",
]
MIDDLEWARE = [
    "calculator.middleware.log_requests",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "calculator.middleware.refuse_what_broke",
    "calculator.middleware.check_host",
    "calculator.middleware.refuse_plain_api",
    "calculator.middleware.refuse_unknown_methods",
    "calculator.static_files.WholeFiles",
    "django.middleware.gzip.GZipMiddleware",  # below WholeFiles, whose files are compressed already
    "calculator.sessions.KeepSessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.providers.bear_absence",
    "accounts.idle.end_idle_sessions",
    "accounts.second_factor.ask_second_factor",
    "accounts.second_factor.keep_private",
    "accounts.limits.answer_limit",
    "calculator.middleware.read_own_lists",
    "django_htmx.middleware.HtmxMiddleware",
    "calculator.views.troubled.AnswerTroubled",
    "calculator.quotas.CountWhatIsKept",
    "calculator.turns.TakeTurns",
    "calculator.not_offered.TellNotOffered",
]
ROOT_URLCONF = "calculator.urls"
WSGI_APPLICATION = "calculator.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "calculator.jinja.environment"},
    },
    {
        # Of the admin alone.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {
    "default": read_database(read_secret("DATABASE_URL") or f"sqlite:///{BASE_DIR / 'db.sqlite3'}")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The limits of letters, sign-up and codes are counted here: in one place for all processes.
CACHES = {"default": {"BACKEND": "accounts.cache.PlainCache", "LOCATION": "cache"}}

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "accounts.passwords.LongestValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.passwords.SiteWordsValidator"},
    {"NAME": "accounts.passwords.BreachedValidator"},
]

NAME_VALIDATORS = [
    "pricing.plain_form_fields.refuse_wrong_signs",
    "pricing.plain_form_fields.refuse_unseen",
]

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "page"
PASSWORD_RESET_TIMEOUT = 24 * 3600
SESSION_COOKIE_AGE = 12 * 3600
IDLE_MINUTES = read_number("IDLE_MINUTES", 60, most=12 * 60)
HERE_COOKIE_NAME = "here"

BREACHED_PASSWORDS = os.environ.get("BREACHED_PASSWORDS", "")
SIGN_UP = read_choice("SIGN_UP", ("closed", "provider", "open"))
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = read_number("EMAIL_PORT", 587, most=65_535)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = read_secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM") or "deskfare@localhost"
if not EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LogInForm",
    "change_password": "accounts.forms.ChangeForm",
    "reauthenticate": "accounts.forms.ConfirmForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
# An administrator who makes an account vouches for its address; a stranger proves it by a letter.
ACCOUNT_EMAIL_VERIFICATION = "none"
if EMAIL_HOST and SIGN_UP == "open":
    ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Deskfare: "
ACCOUNT_EMAIL_NOTIFICATIONS = bool(EMAIL_HOST)
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_SESSION_REMEMBER = False
# Passwords are counted in accounts/limits.py, which holds up nobody who knows his own; codes of the
# second factor go on being counted as "login_failed".
ACCOUNT_RATE_LIMITS = {"login": None}
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Deskfare"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator vouched for it, or a letter did
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not read_flag(
    "HTTPS"
)  # browsers allow that on localhost alone
SOCIALACCOUNT_ADAPTER = "accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {
    "openid_connect": {"provider_class": "accounts.signed_tokens.BoundProvider"}
}
if OIDC_ISSUER := os.environ.get("OIDC_ISSUER", ""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": "oidc",
            "name": os.environ.get("OIDC_NAME") or "your organisation",
            "client_id": os.environ.get("OIDC_CLIENT_ID", ""),
            "secret": read_secret("OIDC_CLIENT_SECRET"),
            "settings": {"server_url": OIDC_ISSUER},
        }
    ]

# A cookie of its own would have no name of this host alone.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
FORMAT_MODULE_PATH = "calculator.notation"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "calculator.static_files.Collected"},
}

WHITENOISE_ALLOW_ALL_ORIGINS = False  # which it would for the files of a public site

DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
DATA_UPLOAD_MAX_NUMBER_FILES = 100
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["calculator.uploads.WholeUpload"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # A form that leads on to the identity provider is one that leads there.
        "form-action": [SELF, *_origins(OIDC_ISSUER)],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
READ_ONLY = read_flag("READ_ONLY")  # starts although nothing can be written
METRICS_TOKEN = read_secret("METRICS_TOKEN")  # without it there are no metrics to read
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "calculator.views.errors.csrf_failure"
if read_flag("HTTPS"):
    ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^api/"]  # which is refused instead
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = read_flag("HSTS_PRELOAD")
    SILENCED_SYSTEM_CHECKS = ["security.W021"]  # to be remembered for good is the operator's choice
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    HERE_COOKIE_NAME = "__Host-here"
BEHIND_PROXY = read_flag("BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # whose limits count by the address that it names
