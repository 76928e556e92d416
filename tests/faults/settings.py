"""The site's settings without the bounds of one account, whose clients here press far more."""

from calculator.settings import *  # noqa: F403

MIDDLEWARE.remove("calculator.quotas.CountWhatIsKept")  # noqa: F405
