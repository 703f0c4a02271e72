"""The first answer names the files that the page's own part of the app consists of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smartbooking.entrypoints.http.pages.preload import preloads

MANIFEST = {
    "index.html": {"file": "assets/index-1.js", "imports": ["_app.js"], "css": ["assets/app-1.css"]},
    "_app.js": {"file": "assets/app-1.js"},
    "_parts.js": {"file": "assets/parts-1.js", "imports": ["_app.js"], "css": ["assets/parts-1.css"]},
    "src/features/home/home-page.tsx": {"file": "assets/home-1.js", "imports": ["_parts.js", "_app.js"]},
    "virtual:messages/storefront/kk": {"file": "assets/kk-1.js"},
    "virtual:messages/storefront/ru": {"file": "assets/ru-1.js"},
}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text(json.dumps(MANIFEST))
    return tmp_path


def test_a_page_names_its_part_its_words_and_its_styles_but_not_what_the_shell_names(built: Path) -> None:
    assert preloads(built, "/", "kk") == (
        '<link rel="preload" as="style" crossorigin href="/assets/parts-1.css">'
        '<link rel="modulepreload" crossorigin href="/assets/parts-1.js">'
        '<link rel="modulepreload" crossorigin href="/assets/home-1.js">'
        '<link rel="modulepreload" crossorigin href="/assets/kk-1.js">'
    )


@pytest.mark.parametrize("path", ["/b/ven_1/calendar", "/s", "/nowhere", '/"><script>'])
def test_a_page_whose_part_is_not_known_names_nothing(built: Path, path: str) -> None:
    assert preloads(built, path, "ru") == ""


def test_without_a_build_nothing_is_named(tmp_path: Path) -> None:
    assert preloads(tmp_path, "/", "ru") == ""
