"""Anybody asks to be called, and sees how far we are."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query

from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.service import reading
from smartbooking.identity.domain import InvalidContact, parse_phone
from smartbooking.infra.db import ReadTx
from smartbooking.infra.http.deps import LocaleDep, NowDep, PrincipalDep, ReadTxDep, SettingsDep, SignerDep, TxDep
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.switches import SwitchedOff, switched_on
from smartbooking.kernel.problem import FieldError, Invalid, NotFound, TooManyRequests
from smartbooking.kernel.switches import Switch
from smartbooking.operations.domain import SupportRequest, promise
from smartbooking.operations.schemas.desk import CallPromised, CallWish, DeskHours
from smartbooking.operations.service import desk

router = APIRouter(prefix="/api/v1/support", tags=["Support"])


@router.get("/contact", summary="How to reach us")
async def read_contact(settings: SettingsDep, now: NowDep) -> DeskHours:
    """Phone, WhatsApp, hours, and when somebody who asks now would be called."""
    open_desk = desk.desk_of(settings)
    digits = "".join(filter(str.isdigit, settings.support_whatsapp))
    return DeskHours(
        phone=settings.support_phone, whatsapp_url=f"https://wa.me/{digits}" if digits else "",
        opens=f"{open_desk.opens:%H:%M}", closes=f"{open_desk.closes:%H:%M}", tz=open_desk.zone.key,
        open_now=open_desk.is_open(now), promise_minutes=open_desk.promise_minutes,
        promised_at=promise(open_desk, now), server_now=now,
    )  # fmt: skip


@router.post(
    "/requests", status_code=201, summary="Ask to be called",
    responses=problems(NotFound, SwitchedOff, TooManyRequests),
    dependencies=[Depends(switched_on(Switch.CALL_REQUESTS)), Depends(rate_limit("support", "10/hour"))],
)  # fmt: skip
async def ask_for_call(
    body: CallWish, tx: TxDep, principal: PrincipalDep, signer: SignerDep, settings: SettingsDep,
    locale: LocaleDep, now: NowDep,
    x_booking_token: Annotated[str | None, Header(description="Manage token of the booking", max_length=1000)] = None,
) -> CallPromised:  # fmt: skip
    """One call per phone is owed at a time: asking again changes what it is about and keeps its place.

    A booking is attached with its manage token or by its own customer; strangers get 404.
    """
    if body.booking_id is not None:
        link = reading.booking_of_token(signer, x_booking_token, now) if x_booking_token else None
        await reading.find(tx, booking_id=body.booking_id, caller=Caller(principal=principal, link_to=link))
    wish = desk.Wish(
        phone=_phone(body.phone), name=body.name or principal.name, locale=locale, topic=body.topic, note=body.note,
        page=body.page, problem_code=body.problem_code, booking_id=body.booking_id, account_id=principal.user_id,
    )  # fmt: skip
    request = await desk.ask(tx, wish, desk=desk.desk_of(settings), now=now)
    return await _promised(tx, request, desk.secret_of(signer, request), now)


@router.get("/requests/progress", summary="How far the call is", responses=problems(NotFound))
async def read_progress(
    read: ReadTxDep, signer: SignerDep, now: NowDep,
    secret: Annotated[str, Query(max_length=500, description="What asking for the call answered")],
) -> CallPromised:  # fmt: skip
    """For the person who asked."""
    request = await desk.of_secret(read, signer=signer, secret=secret, now=now)
    return await _promised(read, request, secret, now)


async def _promised(read: ReadTx, request: SupportRequest, secret: str, now: datetime) -> CallPromised:
    return CallPromised(
        request_id=request.id, secret=secret, status=request.status, promised_at=request.promised_at,
        ahead=await desk.ahead_of(read, request), server_now=now,
    )  # fmt: skip


def _phone(text: str) -> str:
    try:
        return parse_phone(text)
    except InvalidContact as error:
        raise Invalid(FieldError("/phone", str(error), "invalid-phone")) from error
