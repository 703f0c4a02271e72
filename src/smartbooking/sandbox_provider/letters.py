"""Messages to people that this process took instead of a telephone company or a mailbox."""

from __future__ import annotations

import secrets
import time
from typing import Final

from smartbooking.sandbox_provider.ledger import Json, Ledger

BOX: Final = "letters"
KIND: Final = "letter"
SHOWN: Final = 50


def keep(ledger: Ledger, *, road: str, to: str, sender: str, subject: str, text: str, ident: str = "") -> None:
    """Put a letter into the box; one that comes again under the same `ident` is the same letter. Inside `writing()`."""
    body: Json = {"road": road, "to": to, "from": sender, "subject": subject, "text": text, "at": time.time()}
    ledger.put(BOX, KIND, ident or secrets.token_hex(8), body)


def letters(ledger: Ledger, to: str = "") -> list[Json]:
    """The newest letters first; `to` empty: to everybody."""
    found = ledger.find(BOX, KIND, to=to) if to else ledger.find(BOX, KIND)
    return found[: -SHOWN - 1 : -1]
