"""What journeys measure, written down for `smartbooking bench web`; without it nothing is written."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page

FILE: Final = "SMARTBOOKING_FIGURES"
ROUNDS: Final = "SMARTBOOKING_FIGURES_ROUNDS"
# UX 2.6: slow 4G of 1.6 Mbit/s with 150 ms, and a quarter of this machine's speed.
SLOW_4G: Final = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
TIMES_SLOWER: Final = 4
LONGEST_SECONDS: Final = 60
_WATCH = """() => {
  window.sb = { lcp: 0, cls: 0, inp: 0, from: 0, to: 0, frames: [] };
  const watch = (type, use, more) => new PerformanceObserver((list) => list.getEntries().forEach(use))
    .observe({ type, buffered: true, ...more });
  watch("largest-contentful-paint", ({ startTime }) => { window.sb.lcp = startTime; });
  watch("layout-shift", (entry) => { if (!entry.hadRecentInput) window.sb.cls += entry.value; });
  watch("event", (entry) => {
    if (entry.interactionId) window.sb.inp = Math.max(window.sb.inp, entry.duration);
  }, { durationThreshold: 16 });
  window.sbFrames = () => {
    let before = performance.now();
    const each = (now) => { window.sb.frames.push(now - before); before = now; requestAnimationFrame(each); };
    requestAnimationFrame(each);
  };
}"""
_TIMER = """() => {
  window.sb.from = window.sb.to = 0;
  const look = () => { if (%s) window.sb.to = performance.now(); else requestAnimationFrame(look); };
  const go = (event) => { window.sb.from = event.timeStamp; requestAnimationFrame(look); };
  addEventListener("%s", go, { capture: true, once: true });
}"""


def note(name: str, **values: float) -> None:
    """One line of figures under a name."""
    if path := os.environ.get(FILE):
        with Path(path).open("a") as file:
            file.write(json.dumps({"name": name, **values}) + "\n")


def rounds() -> int:
    """How often things are measured; the median counts."""
    return int(os.environ.get(ROUNDS, "1"))


class Watched:
    """A page whose paints, shifts, interactions and bytes are counted from its first byte."""

    def __init__(self, browser: Browser, width: int, state: Any = None) -> None:  # Any: Playwright's storage state
        self.context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 700 else 900}, has_touch=width < 700, locale="ru-RU",
            timezone_id="Asia/Almaty", service_workers="block", storage_state=state,
        )  # fmt: skip
        self.page: Page = self.context.new_page()
        self.page.add_init_script(f"({_WATCH})()")
        self.session = self.context.new_cdp_session(self.page)
        self.bytes = 0.0
        self.session.on("Network.loadingFinished", self._loaded)
        self.session.send("Network.enable")

    def _loaded(self, event: dict[str, Any]) -> None:  # Any: a message of the browser
        self.bytes += event["encodedDataLength"]

    def slow(self, network: bool = True) -> None:
        """A cheap phone from now on."""
        if network:
            self.session.send("Network.clearBrowserCache")
            self.session.send("Network.emulateNetworkConditions", SLOW_4G)
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})
        self.bytes = 0.0

    def seen(self) -> dict[str, float]:
        self.page.wait_for_timeout(500)  # observers report after the frame; nothing waits for it
        found: dict[str, float] = self.page.evaluate("({ lcp: sb.lcp, cls: sb.cls, inp: sb.inp })")
        return {**found, "kB": self.bytes / 1000}

    def timed(self, event: str, shown: str, act: Callable[[], None]) -> float:
        """Milliseconds from the first such event to the first frame in which the expression holds."""
        self.page.evaluate(_TIMER % (shown, event))
        act()
        # The page's own policy forbids what wait_for_function does.
        deadline = time.monotonic() + LONGEST_SECONDS
        while not self.page.evaluate("window.sb && window.sb.to > 0"):
            if time.monotonic() > deadline:
                raise TimeoutError(shown)
            self.page.wait_for_timeout(20)
        return float(self.page.evaluate("sb.to - sb.from"))
