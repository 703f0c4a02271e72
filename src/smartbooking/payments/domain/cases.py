"""Cases: money or messages a person must decide about, and what she may decide."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from smartbooking.kernel.money import Money
from smartbooking.payments.domain.states import AttemptStatus, IntentStatus
from smartbooking.payments.domain.values import Attempt, Intent


class CaseAction(StrEnum):
    """Give all of it back, let it count as the payment, or leave everything as it is."""

    REFUND = "refund"
    ATTACH = "attach"
    DISMISS = "dismiss"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCase:
    """One alert with the payment it is about, if we know one. `details` as the alert was raised. Any: JSON."""

    id: int
    reason: str
    subject: str
    vendor_id: int | None
    details: dict[str, Any]
    created_at: datetime
    resolved_at: datetime | None
    resolved_by: str | None
    intent: Intent | None = None
    attempt: Attempt | None = None
    actions: frozenset[CaseAction] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "actions", allowed(self))

    @property
    def left(self) -> Money | None:
        """What of the money is still here and not on its way back."""
        return self.attempt.captured - self.attempt.refund_reserved if self.attempt else None


def allowed(case: PaymentCase) -> frozenset[CaseAction]:
    """What may be decided now. Quarantined money may not be waved through: it goes back or it counts."""
    attempt, intent, left = case.attempt, case.intent, case.left
    if case.resolved_at is not None:
        return frozenset()
    if attempt is None or intent is None or left is None:
        return frozenset({CaseAction.DISMISS})
    if attempt.status is not AttemptStatus.ORPHAN:
        return frozenset({CaseAction.DISMISS} | ({CaseAction.REFUND} if left.minor > 0 else set()))
    over = attempt.captured.minor > 0 and left.minor == 0
    if over:
        return frozenset({CaseAction.DISMISS})
    whole = left == attempt.captured and left.minor > 0 and left.currency == attempt.amount.currency
    waits = intent.status is IntentStatus.ORPHAN and intent.current_attempt_id == attempt.id
    return frozenset({CaseAction.REFUND} | ({CaseAction.ATTACH} if whole and waits else set()))
