"""A database of 0.1.0 is upgraded: what people typed at /admin/ then is theirs to edit still."""

from __future__ import annotations

import pytest

from tests.postgresql import run_apart

pytestmark = pytest.mark.stores

UPGRADE = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "calculator.settings"
import django
django.setup()
from datetime import date
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

before = [("pricing", "0004_procurement_codes")]
executor = MigrationExecutor(connection)
executor.migrate(before)
old = executor.loader.project_state(before).apps
typed = {"source": "we", "low": 1, "typical": 1, "high": 1, "valid_from": date(2006, 1, 1)}
old.get_model("pricing", "CatalogueVersion").objects.create(id=1)
for name in ("ms-vecd-sa", "own-broker"):
    old.get_model("pricing", "Scheme").objects.create(
        id=name, vendor="V", product="P", role="broker", metric="user", charge="perpetual"
    )
for name, unit in (("admin_salary", "USD a year"), ("own_figure", "USD")):
    old.get_model("pricing", "Assumption").objects.create(name=name, unit=unit, **typed)
call_command("migrate", verbosity=0)
call_command("load_catalogue", stdout=sys.stderr)

from pricing.catalogue.history import find_differences
from pricing.catalogue.shipping import is_shipped
from pricing.models import Assumption, CatalogueRecord, Scheme

day = typed["valid_from"]
names = "ms-vecd-sa", "own-broker"
told = {row.pk: is_shipped(row) for row in Scheme.objects.filter(pk__in=names)}
told |= {row.name: is_shipped(row) for row in Assumption.objects.filter(valid_from=day)}
recorded = CatalogueRecord.objects.filter(change=1).values_list("key", flat=True)
differ = [*map(str, find_differences())]
print(json.dumps({"shipped": told, "as found": [*recorded], "differ": differ}))
"""


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory):
    """A database of before, with a row that ships and one that does not of each kind, migrated and
    loaded: which are shipped, and the records of the first change.
    """
    return run_apart(UPGRADE, tmp_path_factory.mktemp("old"))


@pytest.mark.parametrize(
    ("row", "is_shipped"),
    [
        ("own-broker", False),
        ("own_figure", False),
        ("ms-vecd-sa", True),
        ("admin_salary", True),
    ],
)
def test_what_stood_as_found_belongs_to_a_release_where_its_files_hold_it(
    upgraded, row, is_shipped
):
    assert upgraded["shipped"][row] is is_shipped


def test_all_of_it_was_recorded_as_found_and_tables_say_what_records_say(upgraded):
    assert len(upgraded["as found"]) == 4
    assert upgraded["differ"] == []
