"""What the business reads about a guest it can not know yet."""

from __future__ import annotations

from pydantic import Field

from smartbooking.infra.http.wire import Wire
from smartbooking.risk.domain import Assessment, Level, StepUp, shipped_rules


class RiskReason(Wire):
    """One reason in the reader's language; a reason of the score has no points of its own."""

    code: str = Field(examples=["often_no_show"])
    words: str = Field(examples=["Не приходил несколько раз: 2"])
    points: int


class GuestHint(Wire):
    """For the business: what became of the guest's other bookings here, and what risk said about this one."""

    visits: int
    no_shows: int
    cancellations: int
    level: Level | None = Field(None, description="Missing when risk was off")
    reasons: list[RiskReason] = Field(default_factory=list)
    no_arrival: float | None = Field(None, description="How likely a stay is lost; a weak hint")
    asked: StepUp | None = Field(None, description="The step the customer was asked for because of it")


def reasons_of(assessment: Assessment, locale: str) -> list[RiskReason]:
    """The reasons that the rules of today still have words for."""
    book = shipped_rules()
    worded = [(reason, reason.words(book)) for reason in assessment.reasons]
    return [
        RiskReason(code=reason.code, words=words.pick(locale), points=reason.points)
        for reason, words in worded
        if words is not None
    ]
