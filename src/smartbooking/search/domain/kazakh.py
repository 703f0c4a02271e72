"""Kazakh done right without ICU: alphabetical order, casing and the Latin script of 2021.

PostgreSQL's builtin C.UTF-8 sorts by code point, which puts Ұ after Я. `sort_key` gives a key whose byte order is
the order of the Kazakh alphabet (... У Ұ Ү Ф ... Ы І Ь ...); it contains the Russian one, so one key serves both.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

ALPHABET: Final = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_DIGITS: Final = "0123456789"
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
# Digits, then Latin, then Kazakh, each letter one byte above the space that ends a word.
_RANK: Final = {
    letter: chr(0x21 + n + (n >= 0x3B)) for n, letter in enumerate(_DIGITS + _LATIN + ALPHABET)
}  # skips the backslash, which reads badly in dumps
_SPACES: Final = re.compile(r"[\s\-–—]+")

# Latin alphabet approved in January 2021: ы is y, і is ı; и and й are both i.
_TO_LATIN: Final = {
    **dict(zip("аәбвгғдежзийкқлмнңоөпрстуұүфхһыі", "aäbvgğdejziikqlmnñoöprstuūüfhhyı", strict=True)),
    "ш": "ş", "э": "e", "ё": "io", "ц": "ts", "ч": "tş", "щ": "ştş", "ю": "iu", "я": "ia", "ъ": "", "ь": "",
}  # fmt: skip
_TO_CYRILLIC: Final = {latin: letter for letter, latin in _TO_LATIN.items() if len(latin) == 1 and letter not in "иһэ"}
_LATIN_VOWELS: Final = frozenset("aäeıioöuūüy")


def sort_key(text: str) -> str:
    """A key whose byte order is the Kazakh alphabetical order of `text` (compare with COLLATE "C").

    Case and punctuation do not count; letters of other alphabets come by their base letter, else last.

    >>> sorted(["Үштөбе", "Ұлытау", "Уәлиханов", "Ірі", "Игілік"], key=sort_key)
    ['Игілік', 'Уәлиханов', 'Ұлытау', 'Үштөбе', 'Ірі']
    """
    lowered = _SPACES.sub(" ", lower(unicodedata.normalize("NFC", text), latin=False)).strip()
    return "".join(" " if letter == " " else _rank(letter) for letter in lowered)


def _rank(letter: str) -> str:
    """The place of one letter; nothing for punctuation, '~' and the letter itself for foreign scripts."""
    if letter in _RANK:
        return _RANK[letter]
    base = unicodedata.normalize("NFKD", letter)[0]
    if base in _RANK:
        return _RANK[base]
    return "~" + letter if letter.isalnum() else ""


def lower(text: str, *, latin: bool) -> str:
    """Lower case; in Latin Kazakh I is the capital of ı and İ that of i, as in Turkish."""
    return text.replace("I", "ı").replace("İ", "i").lower() if latin else text.replace("İ", "i").lower()


def upper(text: str, *, latin: bool) -> str:
    """Upper case under the same rule as `lower`."""
    return text.replace("i", "İ").replace("ı", "I").upper() if latin else text.upper()


def to_latin(text: str) -> str:
    """Cyrillic Kazakh in the Latin script of 2021 (locale kk-Latn); other characters stay."""
    written: list[str] = []
    for letter in text:
        small = letter.lower()
        latin = _TO_LATIN.get(small)
        if latin is None:
            written.append(letter)
        elif letter == small:
            written.append(latin)
        else:
            written.append(upper(latin[:1], latin=True) + latin[1:])
    return "".join(written)


def to_cyrillic(text: str) -> str:
    """Latin Kazakh of 2021 back to Cyrillic; i is й after a vowel, else и (the script does not tell them apart)."""
    written: list[str] = []
    before = ""
    for letter in text:
        small = lower(letter, latin=True)
        cyrillic = ("й" if before in _LATIN_VOWELS else "и") if small == "i" else _TO_CYRILLIC.get(small, letter)
        written.append(cyrillic if letter == small else cyrillic.upper())
        before = small
    return "".join(written)
