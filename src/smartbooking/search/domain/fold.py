"""The folding key: one spelling for Kazakh, Russian and the Latin ways to write either.

`fold` maps a text to lower-case ASCII words in which letters that people confuse (or that alphabets write
differently) have become one: қ/к/q, ә/а/ä, ұ/ү/у/u, ы/і/и/y, zh/j, kh/h, doubled letters. Names and queries go
through the same function, so the key only has to be consistent, never pretty. Measured in docs/algorithms/search.md.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Kazakh letters, and those of neighbours, to the Russian letter nearest in sound.
_TO_BASE: Final = str.maketrans(
    {**dict(zip("әғқңөұүһіёўҳӯїє", "агкноуухиеухуие", strict=True)), "ӣ": "и", "ҷ": "ж", "җ": "ж"}
)
_TO_LATIN: Final = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфхыэ", "abvgdeziiklmnoprstufhie", strict=True)),
        "ж": "j", "ц": "s", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "ю": "iu", "я": "ia",
    }
)  # fmt: skip
# Latin letters that look Cyrillic: "Cауна" typed with a Latin C must stay one word.
_LOOKALIKES: Final = str.maketrans("aceopxyhkmtb", "асеорхункмтв")
# Kazakh Latin of 2017 wrote apostrophes, of 2018 acutes; 2021 writes diaereses, breves and cedillas.
_APOSTROPHES: Final = re.compile("[ʻʼ’‘`´′]")
_LATIN_2017: Final = re.compile(r"(?<=[a-zı])'|'(?=[a-z])")
_LATIN_LETTERS: Final = str.maketrans(
    {"ş": "sh", "ç": "ch", "ý": "u", "ı": "i", "ß": "ss", "ø": "o", "ł": "l", "ə": "a"}
)
_WORD: Final = re.compile(r"[^\W_]+")
_NOT_KEY: Final = re.compile(r"[^a-z0-9]+")
# Latin ways to write one Cyrillic letter, undone before Cyrillic becomes Latin: "зх" is two letters, "zh" is one.
_DIGRAPHS: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (("shch|sch", "sh"), ("dzh|zh", "j"), ("kh", "h"), ("gh", "g"), ("ph", "f"))
)
# Applied in this order to every word; each line merges spellings of one sound.
_SOUNDS: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("dj", "j"),
        ("tch|tsh", "ch"),
        ("ts|tz", "s"),
        ("ck|q", "k"),
        ("c(?=[eiy])", "s"),
        ("c(?!h)", "k"),
        ("(?<=[aeo])w(?![aeiouy])", "u"),
        ("w", "v"),
        ("^x", "h"),
        ("x", "ks"),
        ("^[yj]e|^ie", "e"),
        ("y", "i"),
        ("oo", "u"),
        ("ee", "i"),
        (r"(.)\1+", r"\1"),
    )
)


def _one_script(word: str) -> str:
    """A mostly Cyrillic word with stray Latin look-alikes becomes wholly Cyrillic."""
    cyrillic = sum("а" <= letter <= "ӿ" for letter in word)
    if cyrillic and 2 * cyrillic >= len(word):
        return word.translate(_LOOKALIKES)
    return word


@lru_cache(maxsize=65_536)
def fold_word(word: str) -> str:
    """The key of one lower-case word; '' when nothing of it can be searched."""
    word = _one_script(word).translate(_TO_BASE).translate(_LATIN_LETTERS)
    word = "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
    for pattern, sound in _DIGRAPHS:
        word = pattern.sub(sound, word)
    word = _NOT_KEY.sub("", word.translate(_TO_LATIN))
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def words_of(text: str) -> tuple[str, ...]:
    """Lower-case words of a text as written, apostrophes of Latin Kazakh resolved."""
    plain = unicodedata.normalize("NFKC", text).replace("İ", "i").casefold().replace("i̇", "i")
    plain = _APOSTROPHES.sub("'", plain)
    for written, meant in (("s'h", "sh"), ("c'h", "ch"), ("s'", "ş"), ("c'", "ç"), ("y'", "ý")):
        plain = re.sub(re.escape(written) + r"(?=[a-zı])", meant, plain)
    return tuple(_WORD.findall(_LATIN_2017.sub("", plain)))


def fold(text: str) -> str:
    """The searchable key of a text: folded words joined by one space.

    >>> fold("Қарағанды"), fold("Karagandy"), fold("Qarag'andy")
    ('karagandi', 'karagandi', 'karagandi')
    """
    return " ".join(word for word in map(fold_word, words_of(text)) if word)
