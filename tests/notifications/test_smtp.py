"""E-mail over a real SMTP connection: what was taken, what was refused, and what nobody knows."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path
from uuid import UUID

import pytest

from smartbooking.infra.db import Database
from smartbooking.infra.network import NetworkInsideTransaction
from smartbooking.infra.settings import SmtpSecurity
from smartbooking.notifications.ports import Letter, NotSent, Refused, Silent
from smartbooking.notifications.roads.smtp import Smtp
from tests.notifications.peers import MailPeer, certificate, listening

PATIENCE = 30.0
LETTER = Letter(
    key=UUID(int=7), to="aigerim@example.kz", sender="Салон «Әсем»\r\nBcc: x@example.kz", subject="Код 042917",
    text="Код: 042917. Никому его не сообщайте.",
)  # fmt: skip


def road(peer: MailPeer, security: SmtpSecurity = SmtpSecurity.NONE, **options: object) -> Smtp:
    values = {"host": "localhost", "port": peer.port, "timeout_seconds": PATIENCE, **options}
    return Smtp(security=security, mail_from="hello@smartbooking.kz", **values)  # type: ignore[arg-type]


async def test_a_letter_arrives_in_its_language_under_the_name_of_the_business() -> None:
    async with listening(MailPeer()) as peer:
        reference = await road(peer).send(LETTER)

    assert [to for to, _, _ in peer.taken] == ["aigerim@example.kz"]
    mail = email.message_from_bytes(peer.taken[0][1], policy=email.policy.default)
    assert str(mail["From"].addresses[0].display_name) == "Салон «Әсем» Bcc: x@example.kz"
    assert mail["From"].addresses[0].addr_spec == "hello@smartbooking.kz"
    assert mail["Bcc"] is None
    assert str(mail["Subject"]) == "Код 042917"
    assert mail.get_content().strip() == "Код: 042917. Никому его не сообщайте."
    assert reference == str(mail["Message-ID"]) == f"<{UUID(int=7).hex}@smartbooking.kz>"


@pytest.mark.parametrize(
    ("answers", "meaning", "words"),
    [
        ({"to_recipient": "550 5.1.1 no such user aigerim@example.kz"}, Refused, "550"),
        ({"to_recipient": "451 4.7.1 later please"}, NotSent, "451"),
        ({"to_text": "554 5.7.1 spam"}, Refused, "554"),
        ({"to_text": "452 4.3.1 no room"}, NotSent, "452"),
        ({"hangs_up_after_text": True}, Silent, ""),
    ],
)
async def test_what_the_server_says_decides_and_its_words_are_not_kept(
    answers: dict[str, object], meaning: type[Exception], words: str
) -> None:
    async with listening(MailPeer(**answers)) as peer:  # type: ignore[arg-type]
        with pytest.raises(meaning) as caught:
            await road(peer).send(LETTER)

    assert "example" not in str(caught.value)
    assert words in str(caught.value)


async def test_silence_after_the_text_is_unknown_and_silence_before_it_is_not_sent() -> None:
    async with listening(MailPeer(silent_after_text=True)) as peer:
        with pytest.raises(Silent):
            await road(peer, timeout_seconds=1.0).send(LETTER)
        gone = peer.port
        assert len(peer.taken) == 1  # it was taken, and we could not know

    with pytest.raises(NotSent):
        await road(MailPeer(port=gone)).send(LETTER)


async def test_starttls_and_implicit_tls_protect_the_letter(tmp_path: Path) -> None:
    server, client = certificate(tmp_path)
    async with listening(MailPeer(), starttls=server) as peer:
        await road(peer, SmtpSecurity.STARTTLS, tls=client).send(LETTER)
    async with listening(MailPeer(), tls=server) as other:
        await road(other, SmtpSecurity.TLS, tls=client).send(LETTER)

    assert [over for _, _, over in peer.taken] == [True]
    assert len(other.taken) == 1


async def test_nothing_leaves_when_the_server_can_not_be_trusted_or_has_no_tls(tmp_path: Path) -> None:
    server, _ = certificate(tmp_path)
    async with listening(MailPeer(), starttls=server) as peer:
        with pytest.raises(NotSent):
            await road(peer, SmtpSecurity.STARTTLS).send(LETTER)
    async with listening(MailPeer()) as bare:
        with pytest.raises(NotSent):
            await road(bare, SmtpSecurity.STARTTLS).send(LETTER)

    assert (peer.taken, bare.taken) == ([], [])


async def test_a_wrong_login_is_not_the_letters_fault(tmp_path: Path) -> None:
    server, client = certificate(tmp_path)
    async with listening(MailPeer(login=("robot", "secret")), starttls=server) as peer:
        with pytest.raises(NotSent):
            wrong = road(peer, SmtpSecurity.STARTTLS, username="robot", password="wrong", tls=client)
            await wrong.send(LETTER)
        await road(peer, SmtpSecurity.STARTTLS, username="robot", password="secret", tls=client).send(LETTER)

    assert len(peer.taken) == 1


async def test_an_address_the_server_can_not_write_is_refused() -> None:
    async with listening(MailPeer()) as peer:
        with pytest.raises(Refused):
            await road(peer).send(Letter(key=UUID(int=8), to="әсем@example.kz", sender="A", subject="B", text="C"))

    assert peer.taken == []


async def test_no_mail_leaves_inside_a_transaction(database: Database) -> None:
    async with listening(MailPeer()) as peer, database.transaction():
        with pytest.raises(NetworkInsideTransaction):
            await road(peer).send(LETTER)

    assert peer.taken == []
