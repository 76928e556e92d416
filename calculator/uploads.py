"""How a form with a file is read: whole and up to its limit, or refused."""

from __future__ import annotations

import errno
from collections.abc import Callable
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.urls import Resolver404, resolve

View = Callable[..., HttpResponse]
FORM_OF_FILE = "multipart/form-data"
_LONGEST_END = 4096  # of a form, with the blanks behind its last boundary


class BrokenOff(MultiPartParserError):
    """Less of a form came than its sender said it would send."""


class NoRoom(MultiPartParserError):
    """The temporary directory has no room for a file."""


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


class Counted:
    """What is read of a form: how much came, and how it ends."""

    def __init__(self, form: BinaryIO) -> None:
        self.form = form
        self.read_bytes = 0
        self.end = b""

    def read(self, size: int) -> bytes:
        """The next piece."""
        piece = self.form.read(size)
        self.read_bytes += len(piece)
        self.end = (self.end + piece)[-_LONGEST_END:]
        return piece


class Spooled(FileUploadHandler):
    """Keeps a small file in memory and a large one in the temporary directory, where it has no
    name: nothing of it stays when the process is killed.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.files = ExitStack()

    def new_file(self, *args: Any, **named: Any) -> None:
        """Begins one."""
        super().new_file(*args, **named)
        file = SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE)  # noqa: SIM115 (stays)
        self.file = self.files.enter_context(file)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Takes what came."""
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """The file, to be read from its beginning."""
        self.file.seek(0)
        return UploadedFile(
            self.file,
            self.file_name,
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )


class WholeUpload(FileUploadHandler):
    """Reads a form with files; Django's own would take half a file for a whole one."""

    def handle_raw_input(
        self,
        input_data: Any,
        meta: Any,
        content_length: int,
        boundary: bytes,
        encoding: str | None = None,
    ) -> Any:
        """The fields and files of the form. Raises `RequestDataTooBig`, `BrokenOff`, `NoRoom`."""
        if content_length > find_most_bytes(self.request):
            raise RequestDataTooBig
        form, spooled = Counted(input_data), Spooled(self.request)
        try:
            parsed = MultiPartParser(meta, form, [spooled], encoding).parse()
            is_whole = form.end.rstrip().endswith(b"--" + boundary + b"--")
            if form.read_bytes < content_length or not is_whole:
                raise BrokenOff
        except BaseException as error:
            spooled.files.close()
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                raise NoRoom from None
            raise
        return parsed
