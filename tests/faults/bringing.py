"""`python -m tests.faults.bringing FILE...` brings files back as drafts, and prints what came."""

from __future__ import annotations

import sys
from pathlib import Path


def bring(path: Path) -> str:
    """Why a file is refused; "taken" where it became a draft, of which nothing is kept."""
    from django.contrib.auth.models import User
    from django.db import transaction
    from django.utils import timezone

    from pricing.engine.faults import Faults
    from quotes.loading import load_export
    from quotes.refusals import Absent, Refusal

    bob = User.objects.get(username="bob")
    with transaction.atomic():
        try:
            load_export(path.read_bytes(), bob, at=timezone.now(), name=path.name)
        except (Faults, Absent, Refusal) as error:
            return f"refused: {type(error).__name__} {error}"
        finally:
            transaction.set_rollback(True)
    return "taken"


if __name__ == "__main__":
    import django

    django.setup()
    for each in sys.argv[1:]:
        print(f"{each}: {bring(Path(each))}".replace("\n", " "))
