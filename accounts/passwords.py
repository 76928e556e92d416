"""What a password of this site may not be made of."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

from .roles import ROLES

# Whoever guesses begins with these; what stands beside them must do by itself.
WORDS = ("deskfare", "desktop", "password", *" ".join(ROLES).split())
FEWEST_BESIDE = 8


class SiteWordsValidator:
    """Refuses a password that is little more than words of this site."""

    def validate(self, password: str, user: object = None) -> None:
        """Counts what is left without them."""
        beside = re.sub("|".join(WORDS), "", password, flags=re.IGNORECASE)
        if len(beside) < min(FEWEST_BESIDE, len(password)):
            raise ValidationError("The name of this site and its roles are too easy to guess.")

    def get_help_text(self) -> str:
        """What is asked."""
        return "The name of this site and its roles count for nothing in it."
