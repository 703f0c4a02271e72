"""What a good enough password is: long enough, not too long to hash, not easy to guess.

No rules about digits and signs: they make passwords worse (NIST SP 800-63B 3.1.1.2). Nothing is truncated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from zxcvbn import zxcvbn

MIN_PASSWORD: Final = 8
MAX_PASSWORD: Final = 128
# zxcvbn's work grows with the square of the length; a strong start makes the whole at least as strong.
JUDGED_LETTERS: Final = 72
# Fewer guesses than this is what an attacker tries first: every list of leaked passwords lies below.
LEAST_GUESSES: Final = 10**6

EASY_TO_GUESS: Final = "This password is easy to guess. Use several unrelated words or a longer one."

# The same keys in the Russian layout: many common passwords are Latin words typed in it, and the other way round.
_RUSSIAN: Final = "йцукенгшщзхъфывапролджэячсмитьбю.ё"
_LATIN: Final = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`"
_TO_LATIN: Final = str.maketrans(_RUSSIAN + _RUSSIAN.upper(), _LATIN + _LATIN.upper())


def password_weakness(password: str, *, personal: Sequence[str] = ()) -> str | None:
    """Why the password may not be used, in words for its owner; None when it may.

    `personal`: texts an attacker would try first (name, e-mail, phone). Takes up to 50 ms: call it in a thread.
    """
    if len(password) < MIN_PASSWORD:
        return f"Use at least {MIN_PASSWORD} characters."
    if len(password) > MAX_PASSWORD:
        return f"Use at most {MAX_PASSWORD} characters."
    if any(0xD800 <= ord(sign) <= 0xDFFF or sign == "\0" for sign in password):
        return "One of the characters cannot be typed; choose another one."
    if any(password.lower() in text.lower() for text in personal):
        return EASY_TO_GUESS
    known = ["smartbooking", *(part for text in personal for part in _parts(text))]
    judged = password[:JUDGED_LETTERS]
    for spelling in {judged, judged.translate(_TO_LATIN)}:
        if zxcvbn(spelling, user_inputs=known)["guesses"] < LEAST_GUESSES:
            return EASY_TO_GUESS
    return None


def _parts(text: str) -> list[str]:
    """A text and the pieces of it people build passwords from."""
    pieces = text.lower().replace("@", " ").replace(".", " ").replace("+", " ").split()
    return [text.lower(), *(piece for piece in pieces if len(piece) > 2)]
