"""How static files are collected: styles and scripts without comments, which no browser needs.

And what is missing of them, and how they are served.
"""

from __future__ import annotations

import re
import time
from http import HTTPStatus
from pathlib import PurePath
from typing import Any

from django.contrib.staticfiles.finders import get_finders
from django.core.files.base import ContentFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import parse_http_date_safe
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

from calculator.responses import refuse

COMMENTS = {
    ".css": re.compile(rb"/\*.*?\*/\n?", re.DOTALL),
    ".js": re.compile(rb"^[ ]*//.*\n", re.MULTILINE),  # those that have a line of their own
}
BEHIND = re.compile(r"bytes=([0-9]{1,18})-[0-9]{0,18}")  # one range, by where it begins
AS_THEY_CAME = "vendor/"  # their comments say whose they are


class Collected(CompressedManifestStaticFilesStorage):
    """Named by their content and compressed, as WhiteNoise does it; comments are left out before.

    They are a fiftieth of what comes over the wire with the page.
    """

    def load_manifest(self) -> tuple[dict[str, str], str]:
        """What was collected; nothing, where the list of it is broken off."""
        try:
            names, content = super().load_manifest()
        except ValueError:
            return {}, ""
        return names, content

    def stored_name(self, name: str) -> str:
        """The plain name of a file that was not collected: a page is read without it, and would be
        an error for its name alone.
        """
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name

    def _save(self, name: str, content: Any) -> str:
        comment = COMMENTS.get(PurePath(name).suffix)
        if comment is not None and not name.startswith(AS_THEY_CAME):
            content.seek(0)  # it was read for its name
            content = ContentFile(comment.sub(b"", content.read()))
        return super()._save(name, content)

    def list_missing(self) -> list[str]:
        """The files that pages may name and that are not there, by their plain names."""
        named = self.hashed_files
        needed = {path for finder in get_finders() for path, _ in finder.list([])}
        return sorted(
            name
            for name in needed | named.keys()
            if name not in named or not self.exists(named[name])
        )


class WholeFiles(WhiteNoiseMiddleware):
    """Serves each file whole, as any server may: these are small. Of WhiteNoise's ranges one byte
    is none, and one of an older file is one of the newer too. Who goes on behind the end of a file
    is told how long it is, and need not have it once more.
    """

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        """Every file but the list of all of them, which no page names."""
        if PurePath(path).name != Collected.manifest_name:
            super().add_file_to_dictionary(url, path, stat_cache)

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponseBase:
        """The file; no day that is none or is yet to come says that somebody has it already."""
        wanted = BEHIND.fullmatch(request.META.pop("HTTP_RANGE", ""))
        since = parse_http_date_safe(request.META.get("HTTP_IF_MODIFIED_SINCE", ""))
        if since is None or since > time.time():
            request.META.pop("HTTP_IF_MODIFIED_SINCE", None)
        answer: HttpResponseBase = WhiteNoiseMiddleware.serve(static_file, request)
        length = int(answer.get("Content-Length", "0"))
        is_whole = request.method == "GET" and answer.status_code == HTTPStatus.OK
        if wanted is None or not is_whole or "HTTP_IF_RANGE" in request.META:
            return answer
        if int(wanted[1]) < length:
            return answer
        answer.close()
        words = f"This file has {length:,} bytes, and nothing behind them."
        refused = refuse(request, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, words)
        refused["Content-Range"] = f"bytes */{length}"
        return refused
