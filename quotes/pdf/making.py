"""The PDF of an issued quote: made once, kept, and the same bytes at every download."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from importlib.metadata import version

from django.conf import settings

from pricing.engine.work import AMOUNTS_OF_A_PROCESS, announce

from ..models import IssuedFile, IssuedQuote
from ..papers import Paper, read_issued
from .page import list_page

KIND = "pdf"
MOST_SECONDS = 30
# Else it would take more memory on a machine of more processors.
FEW_THREADS = {"RAYON_NUM_THREADS": "2"}


class NotMade(Exception):
    """The page could not be made now; the quote is issued all the same."""


def make_pdf(paper: Paper) -> bytes:
    """The bytes of a page, by a process of its own. Raises `NotMade`."""
    announce(AMOUNTS_OF_A_PROCESS)
    page = json.dumps(list_page(paper))
    try:
        made = subprocess.run(
            [sys.executable, "-m", "quotes.pdf.typeset"],
            input=page.encode(),
            capture_output=True,
            check=True,
            timeout=MOST_SECONDS,
            cwd=settings.BASE_DIR,
            env=os.environ | FEW_THREADS,
        )
    except subprocess.TimeoutExpired:
        raise NotMade(f"The page took longer than {MOST_SECONDS} seconds.") from None
    except subprocess.CalledProcessError:
        raise NotMade("The page could not be made: it may be longer than a page can be.") from None
    return made.stdout


def keep_pdf(issued: IssuedQuote) -> IssuedFile:
    """The file of an issued quote: kept, or made now and kept. Raises `NotMade`."""
    kept = issued.files.filter(kind=KIND).first()
    if kept is not None:
        return kept
    data = make_pdf(read_issued(issued))
    # Whoever else made it meanwhile: the first one kept is the one that there is.
    kept, _ = IssuedFile.objects.get_or_create(
        issued=issued,
        kind=KIND,
        defaults={
            "bytes": data,
            "sha256": hashlib.sha256(data).hexdigest(),
            "renderer": f"typst {version('typst')}",
        },
    )
    return kept
