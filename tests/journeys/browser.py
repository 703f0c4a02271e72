"""Chromium, and a visitor whose taps and typing are counted and whose console must stay silent."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from tests.journeys import figures

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE, DESK = 390, 1440
_SETTLED = """() => Promise.all(document.getAnimations()
  .filter(({ effect }) => effect?.getTiming().iterations !== Infinity)
  .map(({ finished }) => finished.catch(() => null))).then(() => null)"""
TAP_SECONDS, KEY_SECONDS, SCREEN_SECONDS = 1.1, 0.28, 1.35
AXE = Path(__file__).resolve().parents[2] / "web/node_modules/axe-core/axe.min.js"
_AXE_RUN = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  // Experimental in axe: it wants "27,6", the short price drawn in a cell, in a name that says 27 600 ₸ in full.
  const rules = { "label-content-name-mismatch": { enabled: false } };
  const { violations } = await axe.run(document, { runOnly: tags, rules });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).slice(0, 4)}`);
}"""
_SHIFTS = """() => {
  window.__shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.__shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""


def chromium() -> str:
    """Where the browser is. Journeys are never skipped: it is installed when that is possible, else this fails."""
    if not Path(CHROMIUM).exists() and os.geteuid() == 0 and shutil.which("apt-get"):
        for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", *words], check=False, capture_output=True)
    if not Path(CHROMIUM).exists():
        pytest.fail(f"browser journeys need {CHROMIUM}; install it as root: apt-get install chromium", pytrace=False)
    return CHROMIUM


@dataclass
class Visitor:
    """One person at one device."""

    page: Page
    url: str
    taps: int = 0
    fields: int = 0
    keys: int = 0
    expected: tuple[int, ...] = ()
    started: float = 0.0
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note everything the console complains about; refusals a journey expects are not complaints."""
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.add_init_script(f"({_SHIFTS})()")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        status = re.search(r"status of (\d+)", message.text)
        if status is None or int(status[1]) not in self.expected:
            self.complaints.append(message.text)

    def open(self, path: str) -> None:
        self.page.goto(self.url + path)

    def begin(self) -> None:
        """What was done so far does not count."""
        self.taps = self.fields = self.keys = 0
        self.started = time.monotonic()

    def counted(self, name: str, screens: int) -> None:
        """The effort since the beginning, for the table of `smartbooking bench web`; waiting is what tapping is not."""
        waited = time.monotonic() - self.started if self.started else 0.0
        figures.note(
            name, taps=self.taps, fields=self.fields, keys=self.keys, seconds=self.seconds(screens) + waited,
            waited=waited,
        )  # fmt: skip

    def tap(self, target: Locator | str) -> None:
        """A tap that counts."""
        (self.page.locator(target) if isinstance(target, str) else target).click()
        self.taps += 1

    def type(self, name: str, text: str) -> None:
        """Fill a field by its name; counts as one field."""
        self.page.locator(f"input[name={name}]").fill(text)
        self.fields += 1
        self.keys += len(text)

    def choose_date(self, field: Locator, day: date) -> None:
        """Open a date field, turn the pages of its calendar, tap the day. In Russian."""
        field.click()
        sheet = self.page.locator("dialog[open]").last
        wanted = sheet.locator(f"button[data-date='{day.isoformat()}']")
        expect(sheet.get_by_role("grid")).to_be_visible()
        for _ in range(24):
            if wanted.count():
                break
            sheet.get_by_role("button", name="Следующий месяц").click()
        wanted.click()

    def introduce(self, phone: str = "8 701 555 04 18", name: str = "Дияс Әбенов") -> None:
        """The two fields a guest has to fill."""
        self.type("phone", phone)
        self.type("name", name)

    def seconds(self, screens: int) -> float:
        """What the taps and keys counted so far take at the pace of the keystroke-level model, new screens included."""
        return TAP_SECONDS * self.taps + KEY_SECONDS * self.keys + SCREEN_SECONDS * screens

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def said(self) -> str:
        """The text of the page's main part."""
        return self.page.locator("main").first.inner_text()

    def pay_button(self) -> Locator:
        return self.page.locator(".pay .button")

    def accessibility_faults(self) -> list[str]:
        """What axe finds on the page as it is now. A colour on its way to another one is neither, so none moves."""
        self.page.emulate_media(reduced_motion="reduce")
        self.page.evaluate(_SETTLED)
        self.page.evaluate(AXE.read_text())
        found: list[str] = self.page.evaluate(_AXE_RUN)
        return found

    def shift(self) -> float:
        """Cumulative layout shift since the page was opened."""
        return float(self.page.evaluate("window.__shift"))


def new_phone() -> str:
    """A Kazakh mobile number nobody used before."""
    return f"+7701{secrets.randbelow(10**7):07d}"
