"""Words typed with the wrong keyboard layout switched on.

The Russian and the Kazakh layout share the letter keys; the Kazakh one puts ә і ң ғ ү ұ қ ө һ on the digit row.
So a text may be undone in two ways, with and without the digit row; both are offered.
"""

from __future__ import annotations

import re
from typing import Final

_ENGLISH: Final = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN: Final = "йцукенгшщзхъфывапролджэячсмитьбюё"
_KAZAKH_ROW: Final = dict(zip("234589-=0", "әіңғүұөһқ", strict=True))
_SHIFTED: Final = dict(zip('{}:"<>~', "хъжэбюё", strict=True))
_TO_RUSSIAN: Final = str.maketrans({**dict(zip(_ENGLISH, _RUSSIAN, strict=True)), **_SHIFTED})
_TO_KAZAKH: Final = str.maketrans({**dict(zip(_ENGLISH, _RUSSIAN, strict=True)), **_SHIFTED, **_KAZAKH_ROW})
_TO_ENGLISH: Final = str.maketrans(
    {**dict(zip(_RUSSIAN, _ENGLISH, strict=True)), **{letter: digit for digit, letter in _KAZAKH_ROW.items()}}
)
_HAS_LATIN: Final = re.compile("[a-z]")
_HAS_CYRILLIC: Final = re.compile("[а-яёәіңғүұқөһ]")


def retyped(text: str) -> tuple[str, ...]:
    """What `text` would read had the other layout been on; without duplicates and without `text` itself."""
    typed = text.casefold()
    found: list[str] = []
    if _HAS_LATIN.search(typed):
        found += [typed.translate(_TO_RUSSIAN), typed.translate(_TO_KAZAKH)]
    if _HAS_CYRILLIC.search(typed):
        found.append(typed.translate(_TO_ENGLISH))
    return tuple(dict.fromkeys(other for other in found if other != typed))
