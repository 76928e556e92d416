"""Pictures of every state of the page, for people to look at.

`make screenshots`, or some by their names.

    python tests/browser/screenshots.py [NAME...]

Each state at 1440, 1280 and 360 px, light and dark, in ./screenshots/.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "screenshots"
WIDTHS = {1440: 900, 1280: 800, 360: 740}
SCHEMES = ("light", "dark")


@contextmanager
def server() -> Iterator[str]:
    """A server of its own, on a database of its own; gives the address."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/db.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "calculator.settings"
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        os.environ["LOG_LEVEL"] = "WARNING"
        import django
        from django.conf import settings

        settings.STORAGES["staticfiles"]["BACKEND"] = (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
        django.setup()
        from django.contrib.staticfiles.handlers import StaticFilesHandler
        from django.core.management import call_command
        from django.test.testcases import LiveServerThread

        call_command("migrate", verbosity=0)
        call_command("load_catalogue", stdout=io.StringIO())
        thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        if thread.error:
            raise thread.error
        try:
            yield f"http://127.0.0.1:{thread.port}"
        finally:
            thread.terminate()


def main(names: list[str]) -> int:
    """Makes the pictures; returns the exit status."""
    sys.path.insert(0, str(ROOT))
    with server() as address:
        from playwright.sync_api import sync_playwright

        from tests.browser.chromium import FLAGS, chromium_path
        from tests.browser.states import STATES, show

        if unknown := set(names) - set(STATES):
            print(
                f"There is no {', '.join(sorted(unknown))}; there are {', '.join(STATES)}.",
                file=sys.stderr,
            )
            return 2
        FOLDER.mkdir(exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            for name in names or STATES:
                state = STATES[name]
                for width, height in WIDTHS.items():
                    for scheme in SCHEMES:
                        page = browser.new_page(
                            base_url=address,
                            viewport={"width": width, "height": height},
                            color_scheme=scheme,
                            reduced_motion="reduce",
                            java_script_enabled=state.has_script,
                        )
                        show(page, state)
                        # What sticks to the top of the window is at its place.
                        page.evaluate("scrollTo(0, 0)")
                        page.screenshot(
                            path=FOLDER / f"{name}-{width}-{scheme}.png", full_page=True
                        )
                        page.close()
                print(name)
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
