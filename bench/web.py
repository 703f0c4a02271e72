"""What a phone feels: LCP, CLS, INP and bytes of the storefront on slow 4G with a processor four times slower.

Drives Chromium against a running installation with demo data: `smartbooking bench web --url http://localhost:8000`.
"""

from __future__ import annotations

import statistics
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
# UX 2.6: slow 4G of 1.6 Mbit/s with 150 ms, and a quarter of this machine's speed.
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
SLOWER = 4
WATCH = """() => {
  window.seen = { lcp: 0, cls: 0, inp: 0 };
  const watch = (type, use, more) => new PerformanceObserver((list) => list.getEntries().forEach(use))
    .observe({ type, buffered: true, ...more });
  watch("largest-contentful-paint", ({ startTime }) => { window.seen.lcp = startTime; });
  watch("layout-shift", (entry) => { if (!entry.hadRecentInput) window.seen.cls += entry.value; });
  watch("event", (entry) => {
    if (entry.interactionId) window.seen.inp = Math.max(window.seen.inp, entry.duration);
  }, { durationThreshold: 16 });
}"""


def screens(url: str) -> dict[str, tuple[str, str]]:
    """Address of every measured page, and what is tapped on it."""
    day = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    with httpx2.Client(base_url=f"{url}/api/v1", timeout=30) as client:
        found: list[dict[str, Any]] = client.get("/resources/search", params={"vertical": "sauna", "date": day}).json()[
            "data"
        ]
    court = next(one for one in found if one["nextSlots"])
    return {
        "home": ("/?lang=ru", ".chip"),
        "search": (f"/s?date={day}&lang=ru", ".chip >> nth=1"),
        "place": (f"/v/{court['slug']}/{court['id']}?date={day}&lang=ru", ".panel .slot:not(.taken) >> nth=0"),
    }


def once(browser: Browser, url: str, path: str, target: str) -> dict[str, float]:
    """One cold visit and one tap."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, service_workers="block")
    page: Page = context.new_page()
    page.add_init_script(f"({WATCH})()")
    session = context.new_cdp_session(page)
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url + path)
    page.locator(target).first.wait_for(timeout=60_000)
    page.wait_for_load_state("networkidle")
    page.locator(target).first.click()
    page.wait_for_timeout(700)
    seen: dict[str, float] = page.evaluate("window.seen")
    context.close()
    return {**seen, "kB": sum(received) / 1000}


def main() -> int:
    """Medians of so many cold visits per page, as the rows of a table."""
    url, rounds = sys.argv[1].rstrip("/"), int(sys.argv[2])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        print("| page | LCP s | CLS | INP ms | kB |\n|---|---|---|---|---|")
        for name, (path, target) in screens(url).items():
            runs = [once(browser, url, path, target) for _ in range(rounds)]
            middle = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
            row = f"{middle['lcp'] / 1000:.2f} | {middle['cls']:.3f} | {middle['inp']:.0f} | {middle['kB']:.0f}"
            print(f"| {name} | {row} |", flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
