"""The holiday packs that ship with the product, read once per process."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

from smartbooking.availability.domain.holidays import HolidayPack, Holidays, HolidayYear, holiday_year, read_pack
from smartbooking.kernel.problem import NotFound

FIRST_YEAR, LAST_YEAR = 2024, 2035


@cache
def packs() -> dict[str, HolidayPack]:
    """Every pack by ISO country code."""
    folder = files("smartbooking.availability") / "holidays"
    texts = (path.read_text("utf-8") for path in folder.iterdir() if path.name.endswith(".toml"))
    found = [read_pack(tomllib.loads(text)) for text in texts]
    return {pack.country: pack for pack in sorted(found, key=lambda pack: pack.country)}


@cache
def _at(country: str, version: int) -> Holidays:
    return Holidays(packs()[country], version)


def holidays_for(country: str, *, today: date, version: int | None = None) -> Holidays | None:
    """The country's holidays as the law stands `today`, or at a version; None for a country without a pack."""
    pack = packs().get(country)
    if pack is None:
        return None
    return _at(country, pack.current(today) if version is None else version)


def holidays_of_year(country: str, *, year: int, today: date, version: int | None = None) -> HolidayYear:
    """A year of a country. Raises NotFound for a country, version or year no pack knows."""
    pack = packs().get(country)
    if pack is None:
        raise NotFound(f"No holidays are known for {country}; known: {', '.join(packs())}.")
    known = [each.number for each in pack.versions]
    if version is not None and version not in known:
        raise NotFound(f"No such version; known: {', '.join(map(str, known))}.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound(f"Holidays are known from {FIRST_YEAR} to {LAST_YEAR}.")
    return holiday_year(pack, year=year, version=pack.current(today) if version is None else version)
