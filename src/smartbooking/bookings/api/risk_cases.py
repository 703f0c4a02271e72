"""Operators look at bookings that risk marked, and decide."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from smartbooking.availability.errors import HoldLost
from smartbooking.bookings.access import CallerDep, Operator
from smartbooking.bookings.api.commands import PAY_WITHIN
from smartbooking.bookings.errors import InvalidTransition
from smartbooking.bookings.schemas.risk_cases import RiskCaseOut, RiskCases, RiskDecisionIn
from smartbooking.bookings.service import risk_review
from smartbooking.infra.db import Tx
from smartbooking.infra.http.deps import LocaleDep, NowDep, OnceDep, ReadTxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import BookingRef
from smartbooking.kernel.ids import MalformedId, parse_uuid
from smartbooking.kernel.page import DEFAULT_LIMIT, MAX_LIMIT, BadCursor, decode_cursor
from smartbooking.kernel.problem import FieldError, Forbidden, Invalid, NotFound, Unauthenticated
from smartbooking.payments import service as payments
from smartbooking.risk.errors import AlreadyDecided

router = APIRouter(
    prefix="/api/v1/operations/risk-cases", tags=["Operations"], responses=problems(Unauthenticated, Forbidden)
)


@router.get("", summary="Bookings that ask for a look", response_model=RiskCases)
async def list_risk_cases(
    read: ReadTxDep,
    _: Operator,
    locale: LocaleDep,
    now: NowDep,
    decided: Annotated[bool, Query(description="Those that were decided, instead")] = False,
    before: Annotated[str | None, Query(description="`before` of the last page", max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> RiskCases:
    """With reasons in words. Nothing is refused by itself: what waits here was made or waits for a yes."""
    found = await risk_review.cases(read, decided=decided, before=_position(before), limit=limit)
    return RiskCases.of(list(found), decided=decided, limit=limit, locale=locale, now=now)


def _position(cursor: str | None) -> tuple[datetime, UUID] | None:
    if cursor is None:
        return None
    try:
        at, booking = decode_cursor(cursor)
        position = datetime.fromisoformat(str(at)), parse_uuid("bkg", str(booking))
    except (BadCursor, MalformedId, ValueError) as error:
        raise Invalid(FieldError("/query/before", "Take it from the last page as it is.", "bad_cursor")) from error
    if position[0].tzinfo is None:
        raise Invalid(FieldError("/query/before", "Take it from the last page as it is.", "bad_cursor"))
    return position


@router.get(
    "/{booking_id}", summary="What risk said about a booking", response_model=RiskCaseOut, responses=problems(NotFound)
)
async def read_risk_case(booking_id: BookingRef, read: ReadTxDep, _: Operator, locale: LocaleDep) -> RiskCaseOut:
    """Also for bookings that asked for no look."""
    return RiskCaseOut.of(await risk_review.case_of(read, booking_id), locale)


@router.post(
    "/{booking_id}/decide", summary="Decide about a booking that asks for a look", response_model=RiskCaseOut,
    responses=problems(NotFound, AlreadyDecided, InvalidTransition, HoldLost),
)  # fmt: skip
async def decide_risk_case(
    booking_id: BookingRef, body: RiskDecisionIn, _: Operator, caller: CallerDep, once: OnceDep, locale: LocaleDep,
    now: NowDep,
) -> Response:  # fmt: skip
    """`release` lets it stand, `deposit` wants part of the price first, `reject` ends it; the reason is kept."""
    payments.refuse_card_numbers(body.reason, "/reason")

    async def use_case(tx: Tx) -> RiskCaseOut:
        case = await risk_review.decide(
            tx, booking_id=booking_id, caller=caller, decision=body.decision, reason=body.reason,
            deposit_percent=body.deposit_percent, pay_within=PAY_WITHIN, now=now,
        )  # fmt: skip
        return RiskCaseOut.of(case, locale)

    return await once.run(body, use_case)
