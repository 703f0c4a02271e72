"""Short messages over Twilio's REST interface, at a strict peer of the documented form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx2
import pytest

from smartbooking.notifications.ports import Letter, NotSent, Refused, Silent
from smartbooking.notifications.roads.twilio import Twilio
from smartbooking.sandbox_provider.protocols.twilio import ACCOUNT, NOBODY
from tests.payments.provider import Provider

PATIENCE = 30.0


def road(phone: Provider, **other: Any) -> Twilio:
    values = {
        "url": phone.url + "/twilio", "account_sid": ACCOUNT["account_sid"], "auth_token": ACCOUNT["auth_token"],
        "sender": ACCOUNT["from"], "timeout_seconds": PATIENCE,
    }  # fmt: skip
    return Twilio(**(values | other))


def letter(to: str, text: str = "Салон: код 042917. Никому его не сообщайте.\n") -> Letter:
    return Letter(key=UUID(int=7), to=to, sender="Салон", subject="Код", text=text)


def read(phone: Provider, to: str) -> list[str]:
    return [one["text"] for one in phone._call("GET", "/control/letters", params={"to": to})["letters"]]


async def send(road: Twilio, one: Letter) -> str:
    try:
        return await road.send(one)
    finally:
        await road.close()


async def test_a_short_message_arrives_once_and_tells_its_sid(phone: Provider) -> None:
    sid = await send(road(phone), letter("+77010000001"))

    assert sid.startswith("SM")
    assert len(sid) == 34
    assert read(phone, "+77010000001") == ["Салон: код 042917. Никому его не сообщайте."]


@pytest.mark.parametrize(("to", "text", "code"), [(NOBODY, "x", "21211"), ("+77010000002", "x" * 1601, "21617")])
async def test_what_twilio_refuses_is_refused_for_good(phone: Provider, to: str, text: str, code: str) -> None:
    with pytest.raises(Refused, match=f"^{code}$"):
        await send(road(phone), letter(to, text))

    assert read(phone, to) == []


async def test_a_wrong_account_is_not_the_messages_fault(phone: Provider) -> None:
    for other in ({"auth_token": "wrong"}, {"account_sid": "AC9"}):
        with pytest.raises(NotSent, match="HTTP 401"):
            await send(road(phone, **other), letter("+77010000003"))
    with pytest.raises(NotSent):
        await send(road(phone, url="http://127.0.0.1:9"), letter("+77010000003"))

    assert read(phone, "+77010000003") == []


@pytest.mark.parametrize(("fault", "arrives"), [("error", 0), ("error_after", 1), ("lost_reply", 1)])
async def test_an_answer_that_is_lost_leaves_it_unknown(phone: Provider, fault: str, arrives: int) -> None:
    to = f"+7702000000{['error', 'error_after', 'lost_reply'].index(fault)}"
    phone.arm(fault, "send", provider="twilio")

    with pytest.raises(Silent):
        await send(road(phone), letter(to))

    assert len(read(phone, to)) == arrives


async def test_the_inbox_shows_what_came_to_one_number_in_three_languages(phone: Provider) -> None:
    await send(road(phone), letter("+77010000009", "<b>код</b> 111222"))

    for locale, words in (("kk", "сынақ орнатылым"), ("ru", "пробная установка"), ("en", "trial installation")):
        page = httpx2.get(phone.url + "/inbox", params={"to": "+77010000009", "lang": locale}).text
        assert words in page
        assert "&lt;b&gt;код&lt;/b&gt; 111222" in page
        assert "042917" not in page
