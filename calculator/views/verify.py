"""A file beside what was issued under its number: nothing of it is kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.roles import list_roles
from calculator.kept.verdicts import view_verdict
from calculator.responses import page_response
from calculator.uploads import take_files
from quotes.tables import MOST_BYTES
from quotes.verifying_files import verify_file

NO_FILE = "Choose a file first."
TWO_FILES = "Two files came: verify one at a time."


# It changes nothing.
@csrf_exempt
@take_files(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The form and, where a file came, the verdict; strangers hear that alone."""
    verdict, fault, status = None, "", 200
    if request.method == "POST":
        files = request.FILES.getlist("file")
        if len(files) == 1:
            verdict = view_verdict(verify_file(files[0].read()), bool(list_roles(request.user)))
        else:
            fault, status = TWO_FILES if files else NO_FILE, 400
    context = {"verdict": verdict, "fault": fault}
    return page_response(request, "quotes/verify.html", context, status)
