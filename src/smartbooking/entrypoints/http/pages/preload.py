"""The files a page of the app will ask for, named before any script runs, so that they travel side by side.

Without it a phone learns of the page's own part only after the entry has run: two round trips of a slow network later.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

_PAGES: Final = (
    (re.compile(r"/"), "home/home-page"),
    (re.compile(r"/(?:s|hotels|restaurants)"), "search/pages"),
    (re.compile(r"/v/.+"), "resource/resource-page"),
    (re.compile(r"/at/.+"), "business/business-page"),
    (re.compile(r"/c/.+"), "checkout/checkout-page"),
    (re.compile(r"/done/.+"), "confirmation/confirmation-page"),
    (re.compile(r"/m/.+"), "manage/manage-page"),
    (re.compile(r"/bookings"), "bookings/bookings-page"),
)
_ENTRY: Final = "index.html"


def preloads(static: Path, path: str, locale: str) -> str:
    """Link elements for the part of the app at `path` and for its words; nothing for pages not listed."""
    page = next((name for pattern, name in _PAGES if pattern.fullmatch(path)), None)
    return _links(static, f"src/features/{page}.tsx", locale) if page else ""


@cache
def _links(static: Path, page: str, locale: str) -> str:
    manifest = _manifest(static)
    if page not in manifest:
        return ""
    wanted = _reach(manifest, page) | _reach(manifest, f"virtual:messages/storefront/{locale}")
    chunks = [manifest[key] for key in sorted(wanted - _reach(manifest, _ENTRY))]
    styles = sorted({name for chunk in chunks for name in chunk.get("css", ())})
    return "".join(f'<link rel="preload" as="style" crossorigin href="/{name}">' for name in styles) + "".join(
        f'<link rel="modulepreload" crossorigin href="/{chunk["file"]}">' for chunk in chunks
    )


def _manifest(static: Path) -> dict[str, Any]:
    """What the build made of which source; empty without a build."""
    path = static / ".vite" / "manifest.json"
    found: dict[str, Any] = json.loads(path.read_text()) if path.is_file() else {}
    return found


def _reach(manifest: dict[str, Any], key: str) -> set[str]:
    """A chunk and everything it imports before it can run."""
    seen: set[str] = set()
    waiting = [key]
    while waiting:
        one = waiting.pop()
        if one not in seen and one in manifest:
            seen.add(one)
            waiting += manifest[one].get("imports", ())
    return seen
