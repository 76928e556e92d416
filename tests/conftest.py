"""What all tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytest_plugins = ["pytester"]

# A test that holds a page may ask the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_configure() -> None:
    """Plain names of static files, for the live server of the tests knows no hashed ones; quick
    passwords.
    """
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test that reads the catalogue, for only marked tests get a database of their own.

    Unmarked, a few of them run alone would load the catalogue into the developer's database.
    """
    for item in items:
        if {"catalogue_db", "shipped_catalogue"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="session")
def shipped_catalogue(django_db_setup, django_db_blocker):
    """The shipped catalogue, loaded once for all tests that ask for it."""
    from django.utils import timezone

    from pricing.catalogue.files import SHIPPED
    from pricing.catalogue.loading import load

    with django_db_blocker.unblock():
        load(SHIPPED, at=timezone.now())


@pytest.fixture
def catalogue_db(shipped_catalogue, request):
    """A database that holds the shipped catalogue; what the test changes is taken back.

    A test with a live server empties the tables when it ends, so the next one loads again.
    """
    from django.utils import timezone

    from pricing.catalogue.files import SHIPPED
    from pricing.catalogue.loading import load
    from pricing.models import PriceList

    is_live = {"live_server", "transactional_db"} & set(request.fixturenames)
    request.getfixturevalue("transactional_db" if is_live else "db")
    if not PriceList.objects.exists():
        load(SHIPPED, at=timezone.now())


@pytest.fixture(autouse=True)
def _tables_that_a_test_may_empty(request):
    """A test with a live server ends by emptying the tables, of which some refuse that.

    After that flush the triggers are made again, as after a migration.
    """
    marker = request.node.get_closest_marker("django_db")
    is_live = {"live_server", "transactional_db"} & set(request.fixturenames)
    if not is_live and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    from django.db import connection

    from quotes.append_only import drop_triggers

    yield
    drop_triggers(connection)


@pytest.fixture(autouse=True)
def _no_work_that_another_test_had():
    """All tests ask from one address."""
    from calculator import turns

    (turns._find_folder() / "work.json").unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def _no_catalogue_that_another_test_kept():
    """A kept catalogue never changes, so it is read once; but a test's own is taken back."""
    from pricing.catalogue.change_numbers import find_numbers
    from quotes.kept_catalogues import read_catalogue

    read_catalogue.cache_clear()
    find_numbers.cache_clear()


@pytest.fixture
def empty_catalogue(db):
    """A database without a catalogue."""
    from django.db import connection

    from pricing.models import Assumption, CatalogueVersion, ExchangeRate, Price, PriceList, Scheme
    from pricing.models.changes import CatalogueChange, CatalogueRecord
    from quotes.append_only import drop_triggers, make_triggers

    drop_triggers(connection)
    Scheme.objects.update(successor=None)
    for model in (Price, Scheme, PriceList, Assumption, ExchangeRate, CatalogueVersion):
        model.objects.all().delete()
    CatalogueRecord.objects.all().delete()
    CatalogueChange.objects.all().delete()
    # PostgreSQL alters no table of which a deferred check is still to come.
    connection.check_constraints()
    make_triggers(connection)


@pytest.fixture
def admin_user(admin_user):
    """An administrator with a second factor, without whom the admin leads to where it is set up."""
    from tests.accounts.people import give_second_factor

    give_second_factor(admin_user)
    return admin_user


@pytest.fixture
def postgresql():
    """The address of an empty PostgreSQL database, beside whatever the tests run on."""
    from tests.postgresql import need_postgresql, serve

    with serve(need_postgresql()) as address:
        yield address


@pytest.fixture(scope="session")
def manage():
    """Runs a command of manage.py in a process of its own, on a database that it names."""

    def run(
        database: str, *words: str, before: tuple[str, ...] = (), **more: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*before, sys.executable, "manage.py", *words],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": database, **more},
            capture_output=True,
            text=True,
            check=False,
        )

    return run
