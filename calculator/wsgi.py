"""The door for the web server: `gunicorn calculator.wsgi`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calculator.settings")
django.setup(set_prefix=False)

from calculator.clashes import Handler  # noqa: E402  settings come first

application = Handler()
