"""What several shapes have in common."""

from __future__ import annotations

import re
import unicodedata
from datetime import time
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, StringConstraints, WithJsonSchema

from smartbooking.infra.http.wire import Wire
from smartbooking.kernel.page import Page
from smartbooking.kernel.text import Localized

_WALL_TIME: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
_LINE_BREAKS: Final = frozenset("\n\r\t")
_DIRECTION_OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
Locale = Literal["kk", "ru", "en"]


def showable(text: str) -> str:
    """Text without control characters except line breaks, and without tricks of direction; raises ValueError."""
    for sign in text:
        if sign in _DIRECTION_OVERRIDES or (unicodedata.category(sign) in ("Cc", "Cs") and sign not in _LINE_BREAKS):
            raise ValueError("This holds characters that cannot be shown.")
    return text


def _wall_time(value: object) -> object:
    if isinstance(value, time):
        return value
    if not (isinstance(value, str) and re.fullmatch(_WALL_TIME, value)):
        raise ValueError("Write the time like 14:00.")
    return time.fromisoformat(value)


WallTime = Annotated[
    time,
    BeforeValidator(_wall_time),
    PlainSerializer(lambda at: at.strftime("%H:%M"), return_type=str),
    WithJsonSchema({"type": "string", "pattern": _WALL_TIME, "examples": ["14:00"]}),
]
Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(showable)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=160), AfterValidator(showable)]
Prose = Annotated[str, StringConstraints(max_length=8_000), AfterValidator(showable)]
Titles = Annotated[dict[Locale, Title], Field(min_length=1, examples=[{"ru": "Баня на Абая", "en": "Banya on Abay"}])]
Proses = Annotated[dict[Locale, Prose], Field(examples=[{"ru": "Русская парная, чан и веранда."}])]
Phone = Annotated[str, StringConstraints(max_length=80), Field(examples=["8 727 250 12 34"])]
Email = Annotated[str, StringConstraints(max_length=254), Field(examples=["hello@example.com"])]
TimeZone = Annotated[str, StringConstraints(max_length=64), Field(examples=["Asia/Almaty"])]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), Field(examples=["KZ"])]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(examples=["KZT"])]
Version = Annotated[int, Field(ge=1, le=2**31 - 1, description="The version this change is based on")]


def localized(value: str | dict[Locale, str] | None, locale: str) -> Localized | None:
    """A text in the language of the request, or in the languages it names."""
    if value is None:
        return None
    return (
        Localized.of(value, locale)
        if isinstance(value, str)
        else Localized({str(language): text for language, text in value.items()})
    )


class Location(Wire):
    """The pin on the map, WGS 84."""

    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, examples=[43.238949])]
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, examples=[76.889709])]


class Pagination(Wire):
    """Which part of the list this is; `total` counts all rows."""

    page: int
    limit: int
    total: int

    @classmethod
    def of(cls, found: Page[object]) -> Pagination:
        return cls(page=found.page, limit=found.limit, total=found.total)
