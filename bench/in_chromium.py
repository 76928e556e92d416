"""What a reader of the page waits for and what comes over the wire, in a real Chromium."""

from __future__ import annotations

import statistics
from typing import NamedTuple

from playwright.sync_api import Page, Request, sync_playwright

from tests.browser.chromium import FLAGS

ROUNDS = 70
WARM_UP = 10
SETTLING_MILLISECONDS = 150

# Each side begins at rest: charts drawn, nothing left to do.
MEASURE = """async ([rounds, settling]) => {
  const field = document.getElementById("f.fleet.0.desktops");
  const rest = async () => {
    await new Promise((done) => setTimeout(done, 100));
    await new Promise((done) => requestIdleCallback(done));
  };
  const bare = async (number) => {
    const begin = performance.now();
    await (await fetch(`/healthz?n=${number}`)).text();
    return performance.now() - begin;
  };
  const update = (number) => new Promise((done) => {
    let begin;
    const swapped = (event) => {
      if (event.target.id !== "results") return;
      document.removeEventListener("htmx:afterSwap", swapped);
      done(performance.now() - begin - settling);
    };
    document.addEventListener("htmx:afterSwap", swapped);
    field.value = String(500 + number);
    begin = performance.now();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const times = [];
  for (let number = 0; number < rounds; number++) {
    await rest();
    const asked = await bare(number);
    await rest();
    times.push([asked, await update(number)]);
  }
  return times;
}"""


class Measured(NamedTuple):
    """Medians in milliseconds, sizes in bytes of what was sent, compressed, without the heads of
    HTTP.
    """

    bare_milliseconds: float
    update_milliseconds: float
    page_bytes: int
    plotly_bytes: int
    fragment_bytes: int


def measured(address: str, chromium: str) -> Measured:
    """The opening page: its weight, then its updates in turn with a bare view."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        loaded: list[Request] = []
        page.on("requestfinished", lambda request: loaded.append(request))
        page.goto(address, wait_until="networkidle")
        sizes = {request.url: _bytes(request) for request in loaded}
        plotly = sum(size for url, size in sizes.items() if "plotly-cartesian" in url)
        fragment = _fragment_bytes(page)
        times = page.evaluate(MEASURE, [WARM_UP + ROUNDS, SETTLING_MILLISECONDS])[WARM_UP:]
        browser.close()
    bare, update = (statistics.median(side) for side in zip(*times, strict=True))
    return Measured(bare, update, sum(sizes.values()) - plotly, plotly, fragment)


def _fragment_bytes(page: Page) -> int:
    with page.expect_request_finished(lambda request: "fleet.0.desktops=" in request.url) as asked:
        page.locator("[id='f.fleet.0.desktops']").fill("499")
    return _bytes(asked.value)


def _bytes(request: Request) -> int:
    return request.sizes()["responseBodySize"]
