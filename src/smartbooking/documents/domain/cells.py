"""Text that is safe in a spreadsheet."""

from __future__ import annotations

from typing import Final

# A spreadsheet reads a cell that begins so as a formula (OWASP: CSV injection).
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would compute it."""
    return f"'{text}" if text.startswith(_FORMULA) else text
