"""Public questions that need no prices: month views, explanations, holidays."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query

from smartbooking.availability import service
from smartbooking.availability.domain.questions import Offer
from smartbooking.availability.schemas.asking import AskBody, ExplainReply, HolidaysReply, MonthReply
from smartbooking.infra.http.deps import LocaleDep, NowDep, ReadTxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import ResourceRef
from smartbooking.kernel.problem import Invalid, NotFound

router = APIRouter(prefix="/api/v1", tags=["Availability"])
MonthText = Annotated[str, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2026-12"])]
Quantity = Annotated[int, Query(ge=1, le=32_766)]
REFUSALS: Final = problems(NotFound)


@router.get(
    "/resources/{resource_id}/calendar",
    summary="A month at a glance",
    response_model=MonthReply,
    responses=REFUSALS,
)
async def read_calendar(
    *, resource_id: ResourceRef, read: ReadTxDep, now: NowDep, month: MonthText, quantity: Quantity = 1
) -> MonthReply:
    """One state per day, for a month view; `free` counts starts or places."""
    days = await service.month(
        read, offer=Offer(resource_id=resource_id), year=int(month[:4]), month_number=int(month[5:]),
        quantity=quantity, now=now,
    )  # fmt: skip
    return MonthReply.of(days, resource_id=resource_id, month=month, now=now)


@router.post(
    "/availability/explain",
    summary="Why can it not be booked?",
    response_model=ExplainReply,
    responses=problems(NotFound, Invalid),
)
async def explain(body: AskBody, read: ReadTxDep, now: NowDep, locale: LocaleDep) -> ExplainReply:
    """Every rule that forbids the wish, not only the first one."""
    _, verdict = await service.check_wish(read, wish=body.wish(), now=now)
    return ExplainReply.of(verdict, locale=locale, now=now)


@router.get(
    "/holidays",
    summary="Public holidays of a country",
    response_model=HolidaysReply,
    responses=REFUSALS,
)
async def read_holidays(
    *,
    now: NowDep,
    locale: LocaleDep,
    country: Annotated[str, Query(pattern="^[A-Z]{2}$", examples=["KZ"])],
    year: Annotated[int, Query(ge=2000, le=2100, examples=[2026])],
    version: Annotated[
        int | None, Query(ge=1, le=9999, description="State of the law; the present one if left out")
    ] = None,
) -> HolidaysReply:
    """Under the law as it stands today, or under the version asked for."""
    found = service.holidays_of_year(country, year=year, today=now.date(), version=version)
    return HolidaysReply.of(found, locale)
