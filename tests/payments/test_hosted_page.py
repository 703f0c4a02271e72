"""The provider's page: three languages, no scripts, no card fields, and pressing twice changes nothing."""

from __future__ import annotations

from html.parser import HTMLParser

import httpx2
import pytest

from smartbooking.payments.domain import AttemptStatus
from smartbooking.payments.gateways.sandbox import Sandbox
from smartbooking.sandbox_provider.pages import shown
from tests.payments.factory import make_order
from tests.payments.provider import Provider


class Page(HTMLParser):
    """What stands on a page: its language, its buttons, its fields."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.language: str | None = None
        self.buttons: list[tuple[str, str]] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        if tag == "html":
            self.language = given.get("lang")
        if tag == "button":
            self.buttons.append((str(given.get("name")), str(given.get("value"))))


async def open_page(sandbox: Sandbox, token: str | None = None) -> str:
    report = await sandbox.start(make_order(token=token))
    assert report.redirect_url is not None
    return report.redirect_url


@pytest.mark.parametrize(("language", "word"), [("kk", "Төлеу"), ("ru", "Оплатить"), ("en", "Pay")])
async def test_the_page_speaks_three_languages(sandbox: Sandbox, language: str, word: str) -> None:
    address = await open_page(sandbox)

    reply = httpx2.get(f"{address}?lang={language}")

    assert Page(reply.text).language == language
    assert f"{word} 12\u00a0000\u00a0₸" in reply.text


async def test_the_page_opens_in_the_language_of_the_order(sandbox: Sandbox) -> None:
    assert Page(httpx2.get(await open_page(sandbox)).text).language == "kk"


async def test_the_page_needs_no_scripts_and_has_no_field_for_a_card(sandbox: Sandbox) -> None:
    reply = httpx2.get(await open_page(sandbox))
    page = Page(reply.text)

    assert "script" not in page.tags
    assert "input" not in page.tags
    assert page.buttons == [
        ("choice", "pay"),
        ("choice", "pay_3ds"),
        ("choice", "decline"),
        ("choice", "insufficient"),
        ("choice", "cancel"),
    ]
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "form-action 'self' http://localhost:8000;" in policy
    assert reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("choice", "status", "code"),
    [
        ("pay", AttemptStatus.CAPTURED, None),
        ("decline", AttemptStatus.FAILED, "card_declined"),
        ("insufficient", AttemptStatus.FAILED, "insufficient_funds"),
        ("cancel", AttemptStatus.FAILED, "cancelled_by_customer"),
    ],
)
async def test_each_button_leads_back_to_the_booking(
    sandbox: Sandbox, provider: Provider, choice: str, status: AttemptStatus, code: str | None
) -> None:
    order = make_order(token=None)
    report = await sandbox.start(order)
    assert report.redirect_url is not None

    reply = provider.press(report.redirect_url, choice=choice)
    found = await sandbox.find_payment(order)

    assert reply.status_code == 303
    assert reply.headers["location"].startswith("http://localhost:8000/pay/return?intent=pay_")
    assert found is not None
    assert (found.status, found.decline_code) == (status, code)


async def test_pressing_twice_or_going_back_pays_once(sandbox: Sandbox, provider: Provider) -> None:
    order = make_order(token=None)
    address = (await sandbox.start(order)).redirect_url
    assert address is not None

    replies = [provider.press(address, choice=choice) for choice in ("pay", "pay", "decline")]
    page = httpx2.get(f"{address}?lang=en")

    assert [reply.status_code for reply in replies] == [303, 303, 303]
    assert provider.money(order.booking_id.hex) == {"capture": 1_200_000}
    assert "Paid" in page.text
    assert Page(page.text).buttons == []


@pytest.mark.parametrize(
    ("token", "answer", "status"),
    [
        ("tok_3ds", "confirm", AttemptStatus.CAPTURED),
        ("tok_3ds", "refuse", AttemptStatus.FAILED),
        ("tok_3ds_fail", "confirm", AttemptStatus.FAILED),
    ],
)
async def test_the_bank_asks_before_three_d_secure_pays(
    sandbox: Sandbox, provider: Provider, token: str, answer: str, status: AttemptStatus
) -> None:
    order = make_order(token=token)
    address = (await sandbox.start(order)).redirect_url
    assert address is not None

    question = httpx2.get(address, follow_redirects=True)
    provider.press(address + "/bank", answer=answer)
    found = await sandbox.find_payment(order)

    assert Page(question.text).buttons == [("answer", "confirm"), ("answer", "refuse")]
    assert found is not None
    assert found.status is status


async def test_the_page_may_ask_for_the_bank_itself(sandbox: Sandbox, provider: Provider) -> None:
    order = make_order(token=None)
    address = (await sandbox.start(order)).redirect_url
    assert address is not None

    asked = provider.press(address, choice="pay_3ds")
    before = await sandbox.find_payment(order)
    provider.press(address + "/bank", answer="confirm")
    after = await sandbox.find_payment(order)

    assert asked.headers["location"].endswith("/bank?lang=kk")
    assert before is not None
    assert after is not None
    assert (before.status, after.status) == (AttemptStatus.REQUIRES_ACTION, AttemptStatus.CAPTURED)


async def test_the_bank_answers_nothing_it_was_not_asked(sandbox: Sandbox, provider: Provider) -> None:
    order = make_order(token=None)
    address = (await sandbox.start(order)).redirect_url
    assert address is not None

    provider.press(address + "/bank", answer="confirm")
    found = await sandbox.find_payment(order)

    assert found is not None
    assert found.status is AttemptStatus.REQUIRES_ACTION


@pytest.mark.parametrize("form", [{}, {"choice": "free"}, {"other": "pay"}])
async def test_an_unknown_button_changes_nothing(sandbox: Sandbox, provider: Provider, form: dict[str, str]) -> None:
    order = make_order(token=None)
    address = (await sandbox.start(order)).redirect_url
    assert address is not None

    reply = provider.press(address, **form)
    found = await sandbox.find_payment(order)

    assert reply.status_code == 422
    assert found is not None
    assert found.status is AttemptStatus.REQUIRES_ACTION


async def test_a_wrong_address_says_what_to_do(provider: Provider) -> None:
    reply = httpx2.get(f"{provider.url}/pay/nothing?lang=en")

    assert reply.status_code == 404
    assert "start the payment again" in reply.text


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (1_200_000, "KZT", "12\u00a0000\u00a0₸"),
        (1_200_050, "KZT", "12\u00a0000.50\u00a0₸"),
        (500, "JPY", "500\u00a0JPY"),
        (1_234, "KWD", "1.234\u00a0KWD"),
        (99, "USD", "0.99\u00a0$"),
    ],
)
def test_amounts_are_shown_as_people_read_them(amount: int, currency: str, text: str) -> None:
    assert shown(amount, currency) == text
