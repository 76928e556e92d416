"""How a form with a file is read: whole, up to its limit, in memory, or refused."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.urls import Resolver404, resolve

View = Callable[..., HttpResponse]
FORM_OF_FILE = "multipart/form-data"


class BrokenOff(MultiPartParserError):
    """Less of a form came than its sender said it would send."""


def take_files(most_bytes: int) -> Callable[[View], View]:
    """Lets a view's form hold a file of that size, beside what any form may hold."""

    def decorated(view: View) -> View:
        view.most_bytes = most_bytes + settings.DATA_UPLOAD_MAX_MEMORY_SIZE  # type: ignore[attr-defined]
        return view

    return decorated


def find_most_bytes(request: HttpRequest) -> int:
    """How large a form may be that is sent to the view of a request."""
    return _find_most_bytes(getattr(request.resolver_match, "func", None))


def find_most_bytes_at(path: str) -> int:
    """The same by an address, before there is a request."""
    try:
        return _find_most_bytes(resolve(path).func)
    except Resolver404:
        return _find_most_bytes(None)


def _find_most_bytes(view: View | None) -> int:
    return int(getattr(view, "most_bytes", settings.DATA_UPLOAD_MAX_MEMORY_SIZE))


class InMemory(MemoryFileUploadHandler):
    """Keeps a file of any size in memory: that of the form was looked at before."""

    def handle_raw_input(self, *args: Any, **named: Any) -> None:
        """Takes every file."""
        self.activated = True


class WholeUpload(FileUploadHandler):
    """Reads a form with a file in one piece; Django's own would spool what is large, and take half
    a file for a whole one.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        meta: Any,
        content_length: int,
        boundary: bytes,
        encoding: str | None = None,
    ) -> Any:
        """The fields and files of the form. Raises `RequestDataTooBig`, `BrokenOff`."""
        if content_length > find_most_bytes(self.request):
            raise RequestDataTooBig
        body = input_data.read(content_length)
        if len(body) < content_length or not body.rstrip().endswith(b"--" + boundary + b"--"):
            raise BrokenOff
        in_memory = InMemory(self.request)
        return MultiPartParser(meta, BytesIO(body), [in_memory], encoding).parse()
