"""Advice on a booking, kept with it; and what a person makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from smartbooking.infra.audit import record
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.principal import Principal
from smartbooking.risk.domain import (
    Advice,
    Assessment,
    Review,
    Signals,
    Stay,
    StepUp,
    advise,
    shipped,
    shipped_rules,
    stay_features,
)
from smartbooking.risk.errors import AlreadyDecided
from smartbooking.risk.repository import assessments as rows

KEPT_FOR: Final = timedelta(days=400)


def advise_on(signals: Signals, *, possible: AbstractSet[StepUp]) -> Advice:
    """Advice by the rules and the score that come with the product."""
    return advise(signals, book=shipped_rules(), card=shipped("fraud"), possible=possible)


def no_arrival(stay: Stay | None) -> float | None:
    """How likely a stay is cancelled or nobody comes; None for what is not booked by the night."""
    return None if stay is None else shipped("no_arrival").chance(stay_features(stay))


async def keep(
    tx: Tx, *, vendor_id: int, booking_id: UUID, advice: Advice, signals: Signals, stay: Stay | None, acted: bool,
    now: datetime,
) -> None:  # fmt: skip
    """Keep an advice in the booking's own transaction."""
    await rows.keep(
        tx, vendor_id=vendor_id, booking_id=booking_id, advice=advice, signals=signals, no_arrival=no_arrival(stay),
        acted=acted, now=now,
    )  # fmt: skip


async def assessment_of(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> Assessment | None:
    """What was said about a booking; None when risk was off."""
    return await rows.get(read, vendor_id=vendor_id, booking_id=booking_id)


async def assessments(
    read: ReadTx, *, decided: bool, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Assessment]:
    """The queue of operators, or what they decided; the latest first."""
    return await rows.page(read, decided=decided, before=before, limit=limit)


async def decide(
    tx: Tx, *, principal: Principal, assessment: Assessment, review: Review, note: str, now: datetime
) -> None:
    """Write down what a person decided, in the trail as well. Raises AlreadyDecided."""
    done = await rows.decide(
        tx, vendor_id=assessment.vendor_id, booking_id=assessment.booking_id, review=review, by=principal.actor,
        note=note, now=now,
    )  # fmt: skip
    if not done:
        raise AlreadyDecided("Somebody has decided about this booking already.")
    await record(
        tx, principal, action=f"risk.{review.value}", subject=public_id("bkg", assessment.booking_id),
        vendor_id=assessment.vendor_id, details={"points": assessment.points, "version": assessment.version},
    )  # fmt: skip


async def labels(read: ReadTx) -> list[tuple[dict[str, Any], bool]]:
    """Decided cases for the next training: signals, and whether the booking was rejected. Any: JSON."""
    return await rows.labels(read)


async def forget_old(tx: Tx, *, now: datetime) -> int:
    """Delete assessments of more than thirteen months ago that nobody has to decide."""
    return await rows.forget(tx, before=now - KEPT_FOR)
