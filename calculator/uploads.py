"""How a form with a file is read: whole, up to its limit, in memory, or refused."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from quotes.tables import MOST_BYTES

FORM_BYTES = 4096  # of a form around its file


class BrokenOff(MultiPartParserError):
    """Less of a form came than its sender said it would send."""


class _InMemory(MemoryFileUploadHandler):
    """Takes files of any size: how large the form is was looked at before."""

    def handle_raw_input(self, *args: Any, **more: Any) -> None:
        """Django's own would leave larger files to a handler that spools them."""
        self.activated = True


class WholeUpload(FileUploadHandler):
    """Reads a form with a file in one piece; Django's own would spool what is large, and take half
    a file for a whole one.
    """

    most_bytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def handle_raw_input(
        self,
        input_data: Any,
        meta: Any,
        content_length: int,
        boundary: bytes,
        encoding: str | None = None,
    ) -> Any:
        """The fields and files of the form. Raises `RequestDataTooBig`, `BrokenOff`."""
        if content_length > self.most_bytes:
            raise RequestDataTooBig
        body = input_data.read(content_length)
        if len(body) < content_length or not body.rstrip().endswith(b"--" + boundary + b"--"):
            raise BrokenOff
        in_memory = _InMemory(self.request)
        return MultiPartParser(meta, BytesIO(body), [in_memory], encoding).parse()


class LargeUpload(WholeUpload):
    """The same for the one page to which files of quotes come back."""

    most_bytes = MOST_BYTES + FORM_BYTES
