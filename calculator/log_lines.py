"""What is written to the log, and where to."""

from typing import Any

from calculator.environment import read_choice

LEVELS = ("INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL")  # the first where nothing is said
FORMATTERS: dict[str, dict[str, Any]] = {
    "line": {
        "()": "calculator.log_formats.Line",
        "fmt": "{asctime} {levelname} {name} {request_id} {message}",
        "style": "{",
    },
    "json": {"()": "calculator.log_formats.JsonLine"},
}
FORMAT = read_choice("LOG_FORMAT", FORMATTERS)
LEVEL = read_choice("LOG_LEVEL", LEVELS)

# One line a request comes from calculator.middleware.log_requests, without the query: discounts
# stand in it. Django's own lines about requests would repeat it, with the query or with a traceback
# for a refused host.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": FORMATTERS,
    "filters": {"no refusal": {"()": "calculator.log_formats.NoRefusal"}},
    "handlers": {
        "console": {"class": "calculator.log_formats.Console", "formatter": FORMAT},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR", "filters": ["no refusal"]},
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        "django.server": {"handlers": ["nowhere"], "propagate": False},
        # Refused requests have their one line already; these would add a traceback each.
        "django.security.RequestDataTooBig": {"handlers": ["nowhere"], "propagate": False},
        "django.security.TooManyFieldsSent": {"handlers": ["nowhere"], "propagate": False},
        "django.security.TooManyFilesSent": {"handlers": ["nowhere"], "propagate": False},
        "gunicorn.error": {"level": "INFO", "propagate": True},
        "waitress.queue": {"level": "ERROR"},  # else a line for each request that waits
    },
}
