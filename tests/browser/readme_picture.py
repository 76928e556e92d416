"""The picture of the page in README.md, part of `make screenshots`.

    python tests/browser/readme_picture.py

The page as it opens, at 1280 x 800, light, in docs/images/page.png.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "images" / "page.png"
LARGEST = 200_000


def main() -> int:
    """Takes the picture; returns the exit status."""
    sys.path.insert(0, str(ROOT))
    from tests.browser.chromium import FLAGS, chromium_path
    from tests.browser.screenshots import server

    with server() as address:
        from playwright.sync_api import sync_playwright

        from tests.browser.states import is_ready

        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            page = browser.new_page(
                base_url=address,
                viewport={"width": 1280, "height": 800},
                color_scheme="light",
                reduced_motion="reduce",
            )
            page.goto("/")
            is_ready(page)
            PICTURE.parent.mkdir(exist_ok=True)
            page.screenshot(path=PICTURE)
            browser.close()
    size = PICTURE.stat().st_size
    print(f"{PICTURE.relative_to(ROOT)}, {size:,} bytes")
    return 1 if size > LARGEST else 0


if __name__ == "__main__":
    sys.exit(main())
