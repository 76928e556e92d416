"""The site's settings without the bounds of one account, whose clients here press far more."""

from calculator.settings import *  # noqa: F403

# A list of its own: that of the settings may be in use.
MIDDLEWARE = [each for each in MIDDLEWARE if each != "calculator.quotas.CountWhatIsKept"]  # noqa: F405
