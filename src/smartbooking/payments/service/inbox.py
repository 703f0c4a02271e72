"""Messages of providers: proven, kept, answered at once; later taken as a hint to ask the provider."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from smartbooking.infra import jobs
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.failpoints import reach
from smartbooking.kernel.problem import NotFound
from smartbooking.payments import repository
from smartbooking.payments.domain import UNKNOWN_OBJECT_ALERT_AFTER, Mismatch, retry_delay
from smartbooking.payments.errors import ProviderSilent, WebhookRefused
from smartbooking.payments.ports import (
    BadSignature,
    FetchesProof,
    GatewayError,
    Hint,
    OutcomeUnknown,
    PaymentLookup,
    Report,
)
from smartbooking.payments.service.calls import load, order_of
from smartbooking.payments.service.refunds import ask_about_refund
from smartbooking.payments.service.registry import gateway_named, known_gateway
from smartbooking.payments.service.reports import report_from_json, report_to_json
from smartbooking.payments.service.settle import apply_report

APPLY_MESSAGE: Final = "payments.apply_message"


async def receive_webhook(
    database: Database, *, provider: str, headers: Mapping[str, str], body: bytes, now: datetime
) -> int:
    """Prove and keep a message; returns how many of its events are new. Raises WebhookRefused, NotFound.

    Nothing is decided here: 2xx only says that the message is on disk.
    """
    if not known_gateway(provider):
        raise NotFound("No such payment provider.")
    gateway = gateway_named(provider)
    try:
        if isinstance(gateway, FetchesProof):
            await gateway.fetch_proof(headers)
        hints = gateway.read_webhook(headers, body, now)
    except OutcomeUnknown as error:
        raise ProviderSilent from error
    except BadSignature as error:
        raise WebhookRefused(f"{error}.") from error

    return await keep_hints(database, provider=provider, hints=hints, body=body, now=now)


async def keep_hints(database: Database, *, provider: str, hints: tuple[Hint, ...], body: bytes, now: datetime) -> int:
    """Store proven events with the jobs that apply them; returns how many are new."""

    async def keep(tx: Tx) -> int:
        kept = [await keep_hint(tx, provider, hint, body=body, source="webhook", now=now) for hint in hints]
        reach("K6")
        return sum(kept)

    new = await database.run(keep)
    reach("K7")
    return new


async def keep_hint(tx: Tx, provider: str, hint: Hint, *, body: bytes, source: str, now: datetime) -> bool:
    """Store one event and the job that applies it; False when it is here already."""
    message_id = await repository.keep_message(
        tx,
        provider=provider,
        event_id=hint.event_id,
        kind=hint.kind,
        reference=hint.reference,
        key=hint.key,
        report=report_to_json(hint.report) if hint.report else None,
        body=body,
        source=source,
        now=now,
    )
    if message_id is None:
        return False
    await jobs.enqueue(tx, APPLY_MESSAGE, {"message_id": message_id}, key=f"message:{message_id}")
    return True


async def apply_message(database: Database, message_id: int, *, now: datetime) -> bool:
    """Act on a kept message: ask the provider what is true now and store that. False when it has to wait."""
    async with database.reading() as read:
        message = await repository.get_message(read, message_id)
        if message is None or message.done:
            return True
        attempt_id = await repository.find_attempt(read, message.provider, reference=message.reference, key=message.key)
    if attempt_id is None:
        await database.run(lambda tx: _wait(tx, message, now, alert=True))
        return False
    try:
        told = report_from_json(message.report) if message.report else await _ask(database, attempt_id)
        await _ask_refunds(database, attempt_id, now)
    except GatewayError:
        await database.run(lambda tx: _wait(tx, message, now, alert=False))
        return False

    async def finish(tx: Tx) -> None:
        if told is not None:
            await apply_report(tx, attempt_id=attempt_id, report=told, source="webhook", now=now)
        await repository.finish_message(tx, message_id, now=now)

    await database.run(finish)
    return True


async def _ask(database: Database, attempt_id: UUID) -> Report | None:
    intent, attempt = await load(database, attempt_id)
    gateway = gateway_named(attempt.gateway)
    if not isinstance(gateway, PaymentLookup):
        return None
    return await gateway.find_payment(order_of(intent, attempt))


async def _ask_refunds(database: Database, attempt_id: UUID, now: datetime) -> None:
    async with database.reading() as read:
        open_refunds = await repository.submitted_refunds(read, attempt_id)
    for refund_id in open_refunds:
        await ask_about_refund(database, refund_id, now=now)


async def _wait(tx: Tx, message: repository.InboxMessage, now: datetime, *, alert: bool) -> None:
    """Keep the message for later; people hear of one that is about nothing we know for an hour."""
    await repository.postpone_message(tx, message.id, until=now + retry_delay(message.tries))
    if alert and now - message.received_at >= UNKNOWN_OBJECT_ALERT_AFTER:
        await repository.add_alert(
            tx,
            subject=f"{message.provider}:{message.reference or message.event_id}",
            reason=Mismatch.UNKNOWN_OBJECT.value,
            now=now,
            details={"event": message.event_id, "kind": message.kind},
        )
