"""A sum reserved on a customer's card for a booking: how it stands, and until when it is good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from smartbooking.kernel.money import Money
from smartbooking.payments.domain.states import AttemptStatus, IntentStatus
from smartbooking.payments.domain.values import Attempt, Intent


class HoldState(StrEnum):
    """`charging`: a fee is wanted and the provider has not said yet. `ended`: it ran out, or was given up there."""

    ASKED = "asked"
    HELD = "held"
    CHARGING = "charging"
    CHARGED = "charged"
    RELEASING = "releasing"
    RELEASED = "released"
    ENDED = "ended"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardHold:
    """The hold of a booking. `charge` is what was or is being taken of `amount`; `until` is when it runs out."""

    intent_id: UUID
    method: str
    amount: Money
    state: HoldState
    charge: Money
    until: datetime | None


def state_of(intent: Intent, attempt: Attempt | None) -> HoldState:
    """How a held card stands by what is known of its payment."""
    if intent.status in (IntentStatus.CAPTURED, IntentStatus.PARTLY_REFUNDED, IntentStatus.REFUNDED):
        return HoldState.CHARGED
    if intent.status is IntentStatus.DISPUTED:
        return HoldState.DISPUTED
    if intent.status is IntentStatus.VOIDED:
        return HoldState.RELEASED
    if intent.cancel_requested_at is not None:
        return HoldState.RELEASING
    if intent.status is IntentStatus.AUTHORISED:
        return HoldState.CHARGING if intent.capture_requested_at is not None else HoldState.HELD
    # Refused by the bank nothing was ever held; given up by the provider it was held until then.
    gone = attempt is not None and attempt.status is AttemptStatus.VOIDED
    return HoldState.ENDED if gone else HoldState.ASKED
