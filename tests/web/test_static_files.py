"""Style sheets are collected without their comments, all else as it is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command

STATIC = Path(__file__).parents[2] / "static"
RULE = re.compile(r"[^{}]+\{")


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    from django.conf import settings
    from django.contrib.staticfiles import storage
    from django.test import override_settings
    from django.utils.functional import empty

    folder = tmp_path_factory.mktemp("static")
    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "calculator.static_files.Collected"},
    }
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        storage.staticfiles_storage._wrapped = empty
        call_command("collectstatic", interactive=False, verbosity=0)
    storage.staticfiles_storage._wrapped = empty
    return folder


def test_style_sheets_keep_their_rules_and_lose_their_comments(collected):
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]
    for path in (path for path in STATIC.rglob("*.css") if path.parent.name != "vendor"):
        served = (collected / names[path.relative_to(STATIC).as_posix()]).read_text()
        assert "/*" not in served
        plain = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        assert len(RULE.findall(served)) == len(RULE.findall(plain)) > 0


def test_what_others_wrote_keeps_its_comments(collected):
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]
    [name] = [name for name in names if name.startswith("vendor/plotly") and name.endswith(".css")]
    assert (collected / names[name]).read_bytes() == (STATIC / name).read_bytes()
