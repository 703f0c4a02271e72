"""Text in several languages, as vendors write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LOCALES: Final = ("kk", "ru", "en")
DEFAULT_LOCALE: Final = "ru"
# Who reads Kazakh also reads Russian more often than English.
FALLBACKS: Final = {"kk": ("kk", "ru", "en"), "ru": ("ru", "kk", "en"), "en": ("en", "ru", "kk")}


@dataclass(frozen=True, slots=True)
class Localized:
    """One text in one to three languages; `pick` falls back instead of showing nothing."""

    texts: Mapping[str, str]

    @classmethod
    def of(cls, text: str, locale: str = DEFAULT_LOCALE) -> Localized:
        return cls({locale: text})

    def pick(self, locale: str) -> str:
        """The text in `locale`, else in the nearest language that has one, else ''."""
        for candidate in FALLBACKS.get(locale, LOCALES):
            if text := self.texts.get(candidate):
                return text
        return ""
