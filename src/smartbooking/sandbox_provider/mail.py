"""A mail server that delivers nothing: it speaks SMTP, and what it takes can be read at /inbox."""

from __future__ import annotations

import asyncio
import email
import email.policy
from email.message import EmailMessage
from typing import Any, Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from smartbooking.sandbox_provider import letters
from smartbooking.sandbox_provider.ledger import Ledger

LARGEST: Final = 1_000_000


class Taker:
    """aiosmtpd's handler: every letter that can be read is taken."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The end of a letter; the same Message-ID makes it the same letter."""
        content = envelope.original_content or b""
        mail: Any = email.message_from_bytes(content, policy=email.policy.default)
        if not isinstance(mail, EmailMessage):
            return "554 this can not be read"
        body = mail.get_body(("plain",))
        for to in envelope.rcpt_tos:
            with self.ledger.writing():
                letters.keep(
                    self.ledger, road="email", to=str(to), sender=str(mail["From"] or ""),
                    subject=str(mail["Subject"] or ""), text=str(body.get_content()) if body else "",
                    ident=f"{mail['Message-ID']} {to}" if mail["Message-ID"] else "",
                )  # fmt: skip
        return "250 taken"


async def listen(ledger: Ledger, host: str, port: int) -> asyncio.Server:
    """Open the mail server's port."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: SMTP(Taker(ledger), data_size_limit=LARGEST, enable_SMTPUTF8=True, loop=loop), host, port
    )
