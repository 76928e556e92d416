"""Settings of the project. Whatever differs between machines is an environment variable.

SECRET_KEY            signs cookies; else read from SECRET_KEY_FILE, which `make run` writes once
SECRET_KEY_FILE       default `.secret-key` beside manage.py
DEBUG                 1 shows tracebacks; never on a machine that others reach
ALLOWED_HOSTS         names the site answers to, by commas; default localhost,127.0.0.1,[::1]
CSRF_TRUSTED_ORIGINS  origins with their scheme, by commas; needed behind a proxy of another name
DATABASE_URL          default SQLite in `db.sqlite3`; or postgres://user@host/name
SIGN_UP               who gets an account unasked: nobody (closed, the default), whom the identity
                      provider lets in (provider), anybody (open). No account has a role by itself
IDLE_MINUTES          after which an unused session ends, default 60; half of it for approvers,
                      price editors and staff
OIDC_ISSUER           address of the organisation's identity provider (OpenID Connect)
OIDC_NAME             what people call it; default "your organisation"
OIDC_CLIENT_ID        as registered there
OIDC_CLIENT_SECRET    or in the file that OIDC_CLIENT_SECRET_FILE names
EMAIL_HOST            server that takes mail; without it none is sent, and administrators hand links
EMAIL_PORT            default 587
EMAIL_HOST_USER       who sends there
EMAIL_HOST_PASSWORD   or in the file that EMAIL_HOST_PASSWORD_FILE names
EMAIL_FROM            the sender of letters; default deskfare@localhost
HTTPS                 1 where the site is reached by HTTPS only: secure cookies, HSTS, redirect
HSTS_PRELOAD          1 asks browsers to put the name on their built-in list
BEHIND_PROXY          1 believes X-Forwarded-Proto; only behind a proxy that sets it itself
LOG_LEVEL             default INFO
"""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from calculator.databases import read_database
from calculator.log_lines import LOGGING as LOGGING
from calculator.secret_key import list_secret_keys

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name: str) -> bool:
    """Whether a switch is on: 1, true, yes or on."""
    return os.environ.get(name, "").strip().lower() in ("1", "true", "yes", "on")


def _words(name: str, default: str = "") -> list[str]:
    """A setting that lists words by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def _origins(address: str) -> list[str]:
    """The origin of an address, as a policy names it; none of an empty one."""
    parts = urlsplit(address)
    return [f"{parts.scheme}://{parts.netloc}"] * bool(parts.netloc)


def _secret(name: str) -> str:
    """A secret from the environment, or from the file that NAME_FILE names."""
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text().strip()
    return os.environ.get(name, "")


# Tests, checks and commands do with a key of their process; the site does not start with one.
SECRET_KEY = next(iter(list_secret_keys(BASE_DIR)), "") or secrets.token_urlsafe(64)
DEBUG = _flag("DEBUG")
ALLOWED_HOSTS = _words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _words("CSRF_TRUSTED_ORIGINS")

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
    "calculator.middleware.check_host",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # below WhiteNoise, whose files are compressed already
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.providers.bear_absence",
    "accounts.idle.end_idle_sessions",
    "accounts.second_factor.ask_second_factor",
    "accounts.second_factor.keep_private",
    "calculator.middleware.read_own_lists",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "calculator.busy.AnswerBusy",
    "calculator.turns.TakeTurns",
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
    "default": read_database(
        os.environ.get("DATABASE_URL") or f"sqlite:///{BASE_DIR / 'db.sqlite3'}"
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The limits of log-in are counted here: in one place for all processes.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.passwords.SiteWordsValidator"},
]

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "page"
PASSWORD_RESET_TIMEOUT = 24 * 3600
SESSION_COOKIE_AGE = 12 * 3600
IDLE_MINUTES = int(os.environ.get("IDLE_MINUTES") or 60)
HERE_COOKIE_NAME = "here"

SIGN_UP = os.environ.get("SIGN_UP") or "closed"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or 587)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM") or "deskfare@localhost"
if not EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.LogInForm"}
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
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Deskfare"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator vouched for it, or a letter did
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _flag("HTTPS")  # browsers allow that on localhost alone
SOCIALACCOUNT_ADAPTER = "accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
if OIDC_ISSUER := os.environ.get("OIDC_ISSUER", ""):
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": os.environ.get("OIDC_NAME") or "your organisation",
                    "client_id": os.environ.get("OIDC_CLIENT_ID", ""),
                    "secret": _secret("OIDC_CLIENT_SECRET"),
                    "settings": {"server_url": OIDC_ISSUER},
                }
            ],
        }
    }

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "calculator.static_files.Collected"},
}

DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
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
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "calculator.views.errors.csrf_failure"
if _flag("HTTPS"):
    ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = _flag("HSTS_PRELOAD")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    HERE_COOKIE_NAME = "__Host-here"
if _flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # whose limits count by the address that it names
