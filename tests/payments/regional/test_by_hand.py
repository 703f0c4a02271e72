"""Transfers a person confirms: proofs, two people at once, time that runs out, statements."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from smartbooking.bookings.domain import Status
from smartbooking.infra.storage import LocalStorage
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import Principal, VendorRole
from smartbooking.payments import service
from smartbooking.payments.domain import Received, Waiting
from smartbooking.payments.errors import (
    AlreadyDecided,
    InvalidTransition,
    NotAProof,
    PaymentNotFound,
    StatementUnreadable,
    TooManyProofs,
    UnknownMethod,
)
from smartbooking.payments.service.statements import Line
from tests.bookings.desk import Desk
from tests.payments.regional.house import House
from tests.payments.regional.paying import awaiting, time_is_over

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
TOTAL = Money(5_000_000, "KZT")


def person(desk: Desk) -> Principal:
    return Principal(user_id=uuid7(), name="Staff", memberships={desk.place.vendor_id: VendorRole.STAFF})


async def confirm(house: House, desk: Desk, intent_id: object, amount: Money | None = None) -> Received:
    return await house.database.run(
        lambda tx: service.confirm_by_hand(
            tx, principal=person(desk), vendor_id=desk.place.vendor_id, intent_id=intent_id,  # type: ignore[arg-type]
            amount=amount, now=datetime.now(UTC),
        )
    )  # fmt: skip


async def reject(house: House, desk: Desk, intent_id: object) -> None:
    await house.database.run(
        lambda tx: service.reject_by_hand(
            tx, principal=person(desk), vendor_id=desk.place.vendor_id, intent_id=intent_id,  # type: ignore[arg-type]
            reason="no such transfer", now=datetime.now(UTC),
        )
    )  # fmt: skip


async def waiting(house: House, desk: Desk) -> tuple[Waiting, ...]:
    async with house.database.reading() as read:
        return await service.waiting(read, vendor_id=desk.place.vendor_id, now=datetime.now(UTC))


async def test_the_place_waits_as_long_as_the_business_needs_to_look(house: House, desk: Desk) -> None:
    booking, _ = await awaiting(house, desk, "kaspi_manual")

    assert booking.expires_at == desk.now + timedelta(hours=1)


async def test_of_many_people_at_once_exactly_one_decides(house: House, desk: Desk) -> None:
    booking, _ = await awaiting(house, desk, "kaspi_manual")
    assert booking.intent_id is not None

    ends = await asyncio.gather(
        *(confirm(house, desk, booking.intent_id) for _ in range(4)),
        *(reject(house, desk, booking.intent_id) for _ in range(4)),
        return_exceptions=True,
    )
    await house.deliver()

    assert sum(isinstance(end, AlreadyDecided) for end in ends) == 7
    confirmed = Received.CAPTURED in ends
    status = (await desk.look(booking)).status
    assert status is (Status.CONFIRMED if confirmed else Status.PENDING_PAYMENT)
    assert await house.taken(booking.id) == (TOTAL.minor if confirmed else 0)
    assert await waiting(house, desk) == ()


async def test_after_a_rejection_another_way_to_pay_is_open(house: House, desk: Desk) -> None:
    booking, _code = await awaiting(house, desk, "kaspi_manual")
    await reject(house, desk, booking.intent_id)
    await house.deliver()

    assert (await desk.look(booking)).status is Status.PENDING_PAYMENT
    with pytest.raises(AlreadyDecided):
        await confirm(house, desk, booking.intent_id)
    assert await house.taken(booking.id) == 0


async def test_a_transfer_seen_after_the_time_ran_out_takes_the_place_again(
    house: House, desk: Desk, tmp_path: Path
) -> None:
    booking, _ = await awaiting(house, desk, "kaspi_manual")
    assert booking.intent_id is not None
    storage = LocalStorage(tmp_path)
    await service.add_proof(house.database, storage, intent_id=booking.intent_id, content=PNG, now=datetime.now(UTC))
    await time_is_over(desk)

    (one,) = await waiting(house, desk)
    result = await confirm(house, desk, booking.intent_id)
    await house.deliver()

    assert one.attempt.status.value == "voided"
    assert result is Received.LATE
    assert (await desk.look(booking)).status is Status.CONFIRMED


async def test_another_sum_than_agreed_is_put_aside(house: House, desk: Desk) -> None:
    booking, _ = await awaiting(house, desk, "kaspi_manual")

    await confirm(house, desk, booking.intent_id, Money(4_000_000, "KZT"))
    await house.deliver()

    assert await house.alerts() == ["amount_differs"]
    assert (await desk.look(booking)).status is Status.PENDING_PAYMENT


async def test_a_picture_shown_for_two_payments_is_flagged_on_both(house: House, desk: Desk, tmp_path: Path) -> None:
    first, _ = await awaiting(house, desk, "kaspi_manual", ahead=3)
    second, _ = await awaiting(house, desk, "kaspi_manual", ahead=9)
    storage, now = LocalStorage(tmp_path), datetime.now(UTC)

    async def show(intent_id: object, content: bytes) -> None:
        await service.add_proof(house.database, storage, intent_id=intent_id, content=content, now=now)  # type: ignore[arg-type]

    await asyncio.gather(*(show(first.intent_id, PNG) for _ in range(3)))
    await show(second.intent_id, PNG)
    await show(second.intent_id, PNG + b"another")
    shown = {one.intent.id: [proof.reused for proof in one.proofs] for one in await waiting(house, desk)}

    assert shown == {first.intent_id: [True], second.intent_id: [True, False]}
    for bad in (b"%PDF-1.7", b"", b"<svg/>", b"RIFF1234WAVE"):
        with pytest.raises(NotAProof):
            await show(first.intent_id, bad)
    for n in range(4):
        await show(first.intent_id, PNG + bytes([n]))
    with pytest.raises(TooManyProofs):
        await show(first.intent_id, PNG + b"one more")


async def test_a_customer_shows_her_receipt_over_http_and_only_with_her_secret(house: House, desk: Desk) -> None:
    booking, code = await awaiting(house, desk, "kaspi_manual")
    assert booking.intent_id is not None
    async with house.database.reading() as read:
        secret = (await service.payment_status(read, intent_id=booking.intent_id)).client_secret or ""
    address = f"{house.url}/api/v1/payments/{public_id('pay', booking.intent_id)}"
    async with httpx2.AsyncClient(headers={"x-payment-secret": secret}) as guest:
        told = (await guest.get(f"{address}/instructions")).json()
        sent = await guest.post(f"{address}/proofs", files={"file": ("receipt.png", PNG, "image/png")})
    async with httpx2.AsyncClient(headers={"x-payment-secret": "guessed"}) as thief:
        refused = [
            (await thief.get(f"{address}/instructions")).status_code,
            (await thief.post(f"{address}/proofs", files={"file": ("r.png", PNG, "image/png")})).status_code,
        ]

    assert (told["code"], told["phone"], told["amount"], told["takesProof"]) == (code, "+77015550418", 50000.0, True)
    assert sent.status_code == 201
    assert refused == [404, 404]


async def test_a_business_that_offers_no_transfers_is_not_paid_by_them(house: House, desk: Desk) -> None:
    await house.database.run(
        lambda tx: service.set_terms(
            tx, principal=person(desk), vendor_id=desk.place.vendor_id, method="bank_transfer",
            values={"enabled": False}, now=datetime.now(UTC),
        )
    )  # fmt: skip

    with pytest.raises(UnknownMethod):
        await awaiting(house, desk, "bank_transfer")


async def test_people_of_another_business_find_nothing(house: House, desk: Desk) -> None:
    booking, _ = await awaiting(house, desk, "kaspi_manual")

    with pytest.raises(PaymentNotFound):
        await house.database.run(
            lambda tx: service.confirm_by_hand(
                tx, principal=person(desk), vendor_id=desk.place.vendor_id + 1, intent_id=booking.intent_id,  # type: ignore[arg-type]
                amount=None, now=datetime.now(UTC),
            )
        )  # fmt: skip


async def test_a_statement_confirms_what_it_proves_and_only_once(house: House, desk: Desk) -> None:
    booking, code = await awaiting(house, desk, "bank_transfer")
    text = (
        "Дата;Кредит;Назначение платежа;Номер\n"
        f"21.11.2026;50 000,00;Оплата по счёту {code} за проживание;77\n"
        "21.11.2026;12 000,00;Возврат займа;78\n"
        "21.11.2026;-3 000,00;Комиссия банка;79\n"
        "21.11.2026;700,00;Оплата по счёту 123456782;80\n"
    )

    async def read_in(content: str) -> list[Line]:
        lines = await house.database.run(
            lambda tx: service.import_statement(
                tx, principal=person(desk), vendor_id=desk.place.vendor_id, gateway="bank_transfer", text=content,
                currency="KZT", now=datetime.now(UTC),
            )
        )  # fmt: skip
        return [line.result for line in lines]

    first = await read_in(text)
    second = await read_in(text)
    await house.deliver()

    assert first == [Line.CONFIRMED, Line.UNMATCHED, Line.OUTGOING, Line.UNMATCHED]
    assert second == [Line.KNOWN, Line.UNMATCHED, Line.OUTGOING, Line.UNMATCHED]
    assert (await desk.look(booking)).status is Status.CONFIRMED
    assert await house.taken(booking.id) == TOTAL.minor
    with pytest.raises(InvalidTransition):
        await confirm(house, desk, booking.intent_id)
    for odd in ("a;b\n1;2", "date;amount;purpose\n1;zwei;x", "date;amount;purpose\n1"):
        with pytest.raises(StatementUnreadable):
            await read_in(odd)
