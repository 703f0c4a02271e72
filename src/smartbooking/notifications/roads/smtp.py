"""E-mail over SMTP: one connection per message, encrypted unless the settings say that it stays in the house.

Until the text was handed over (DATA) a failure means that nothing was sent. From then on silence is unknown: the
server may have taken it. Every try has the same Message-ID, by which mailboxes recognise a letter that comes twice.
"""

from __future__ import annotations

import contextlib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from typing import Final, NoReturn

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponseException

from smartbooking.infra.network import refuse_inside_transaction
from smartbooking.infra.settings import Settings, SmtpSecurity
from smartbooking.notifications.domain import RoadKind
from smartbooking.notifications.ports import Letter, NotSent, Refused, Silent

TIMEOUT_SECONDS: Final = 15.0


class Smtp:
    """Client of one mail server."""

    kind = RoadKind.EMAIL

    def __init__(
        self, *, host: str, port: int, security: SmtpSecurity, mail_from: str, username: str = "", password: str = "",
        timeout_seconds: float = TIMEOUT_SECONDS, tls: ssl.SSLContext | None = None,
    ) -> None:  # fmt: skip
        self._mail_from = mail_from
        self._options = {
            "hostname": host, "port": port, "timeout": timeout_seconds, "tls_context": tls,
            "use_tls": security is SmtpSecurity.TLS, "start_tls": security is SmtpSecurity.STARTTLS,
            "username": username or None, "password": password or None,
        }  # fmt: skip

    async def close(self) -> None:
        """Nothing stays open between messages."""

    async def send(self, letter: Letter) -> str:
        """Connect, say from whom and to whom, hand the text over. The reference is the Message-ID."""
        refuse_inside_transaction("SMTP")
        mail = mail_of(letter, self._mail_from)
        client = aiosmtplib.SMTP(**self._options)  # type: ignore[arg-type]  # a mapping of its own options
        try:
            await self._open(client, letter.to)
            await _hand_over(client, mail.as_bytes(policy=WIRE))
        finally:
            with contextlib.suppress(SMTPException, OSError):
                await client.quit()
            client.close()
        return str(mail["Message-ID"])

    async def _open(self, client: aiosmtplib.SMTP, to: str) -> None:
        try:
            await client.connect()
        except (SMTPException, OSError) as error:  # also a wrong login: the message is not at fault
            raise NotSent(type(error).__name__) from error
        wide = not to.isascii()
        if wide and not client.supports_extension("smtputf8"):
            raise Refused("the server takes only addresses in Latin letters")
        try:
            await client.mail(self._mail_from, options=["SMTPUTF8"] if wide else None, encoding="utf-8")
            await client.rcpt(to, encoding="utf-8")
        except SMTPResponseException as error:
            _told(error)
        except (SMTPException, OSError) as error:
            raise NotSent(type(error).__name__) from error


async def _hand_over(client: aiosmtplib.SMTP, content: bytes) -> None:
    try:
        await client.data(content)
    except SMTPResponseException as error:
        _told(error)
    except (SMTPException, OSError) as error:
        raise Silent(type(error).__name__) from error


def _told(error: SMTPResponseException) -> NoReturn:
    """5xx is for good, everything else for now. The server's words may repeat the address: only the code is kept."""
    if error.code >= 500:
        raise Refused(str(error.code)) from error
    raise NotSent(str(error.code)) from error


def mail_of(letter: Letter, mail_from: str) -> EmailMessage:
    """The letter as a mail: plain text, nothing that looks or calls home."""
    mail = EmailMessage()
    mail["From"] = Address(display_name=" ".join(letter.sender.split()), addr_spec=mail_from)
    mail["To"] = letter.to
    mail["Subject"] = " ".join(letter.subject.split())
    mail["Message-ID"] = f"<{letter.key.hex}@{mail_from.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    return mail


def build(settings: Settings) -> Smtp | None:
    """The road when a server and an address of our own are given."""
    if not (settings.smtp_host and settings.mail_from):
        return None
    return Smtp(
        host=settings.smtp_host, port=settings.smtp_port, security=settings.smtp_security,
        mail_from=settings.mail_from, username=settings.smtp_username,
        password=settings.smtp_password.get_secret_value(),
    )  # fmt: skip
