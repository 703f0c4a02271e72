"""The step `code`: giving the code that was sent, and having it sent again."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Response

from smartbooking.availability.errors import HoldLost, LimitReached
from smartbooking.bookings.access import CallerDep
from smartbooking.bookings.api import orders
from smartbooking.bookings.api.bookings import finisher, progress
from smartbooking.bookings.errors import (
    InvalidTransition,
    MethodNotOffered,
    PaymentDeclined,
    PrepaymentNeeded,
    TooManyHolds,
)
from smartbooking.bookings.schemas.codes import CodeAskedView, CodeRequest
from smartbooking.bookings.schemas.replies import BookingCreated
from smartbooking.bookings.service import codes, reading
from smartbooking.bookings.service.covering import Codes
from smartbooking.bookings.service.going_on import go_on
from smartbooking.infra.db import Tx
from smartbooking.infra.http.deps import DatabaseDep, NowDep, OnceDep, SettingsDep, SignerDep
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import BookingRef
from smartbooking.kernel.problem import NotFound, TooManyRequests
from smartbooking.payments import service as payments
from smartbooking.payments.errors import SavedCardNotFound
from smartbooking.risk import service as risk
from smartbooking.risk.errors import CodeOver, CodeWrong, TooManyCodes
from smartbooking.value.errors import PassRefused, ValueRefused

router = APIRouter(prefix="/api/v1/bookings/{booking_id}/code", tags=["Bookings"])


@router.post(
    "", response_model=BookingCreated, summary="Give the code that was sent, and go on booking",
    dependencies=[Depends(rate_limit("code", "30/minute", by="principal"))],
    responses=problems(
        NotFound, CodeWrong, CodeOver, TooManyCodes, HoldLost, InvalidTransition, LimitReached, MethodNotOffered,
        PaymentDeclined, PrepaymentNeeded, TooManyHolds, SavedCardNotFound, ValueRefused, PassRefused, TooManyRequests,
    ),
)  # fmt: skip
async def give_code(
    booking_id: BookingRef, body: CodeRequest, once: OnceDep, caller: CallerDep, signer: SignerDep,
    settings: SettingsDep, database: DatabaseDep, now: NowDep,
) -> Response:  # fmt: skip
    """Five guesses within ten minutes; a wrong one changes nothing else. The right one books as the request before
    would have: confirmed, waiting for a yes, or on the way to the payment, once.
    """
    payment = orders.payment_of(body, caller)
    payments.refuse_card_numbers(payment.token, "/paymentDetails/token")
    if await once.is_new():
        await codes.prove(database, booking_id=booking_id, caller=caller, given=body.code, now=now)
    terms, modes = orders.hold_terms(settings), await risk.modes(database)

    async def begin(tx: Tx) -> dict[str, Any]:
        return progress(
            await go_on(
                tx, booking_id=booking_id, caller=caller, payment=payment, terms=terms, modes=modes,
                codes=Codes.of(body.value_code, body.gift_card_code), now=now,
            )
        )  # fmt: skip

    finish = finisher(database, caller, signer, settings.base_url, now)
    return await once.run_in_steps(body, begin, finish, status=200)


@router.post(
    "/resend", response_model=CodeAskedView, summary="Have the same code sent again",
    dependencies=[Depends(rate_limit("code", "30/minute", by="principal"))],
    responses=problems(NotFound, CodeOver, TooManyCodes, TooManyRequests),
)  # fmt: skip
async def send_code_again(booking_id: BookingRef, once: OnceDep, caller: CallerDep, now: NowDep) -> Response:
    """Possible after half a minute, three times; the code stays the same."""

    async def use_case(tx: Tx) -> CodeAskedView:
        return CodeAskedView.of(await codes.send_again(tx, booking_id=booking_id, caller=caller, now=now), now)

    return await once.run(None, use_case)


@router.get("", response_model=CodeAskedView, summary="The code a held booking waits for", responses=problems(NotFound))
async def read_code_asked(
    booking_id: BookingRef, database: DatabaseDep, caller: CallerDep, now: NowDep
) -> CodeAskedView:
    """For a page that was loaded anew; 404 when the booking waits for none."""
    async with database.reading() as read:
        booking, _ = await reading.find(read, booking_id=booking_id, caller=caller)
        asked = await codes.asked_of(read, booking, now=now)
    if asked is None:
        raise NotFound("This booking waits for no code.")
    return CodeAskedView.of(asked, now)
