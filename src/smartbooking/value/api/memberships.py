"""HTTP of memberships: the desk sells and looks after them. Guests show a code where they ask for a price."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query, Response

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.http.deps import LocaleDep, NowDep, OnceDep, ReadTxDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import MembershipRef, VendorRef
from smartbooking.kernel.page import DEFAULT_LIMIT, MAX_LIMIT
from smartbooking.kernel.problem import Forbidden, Invalid, NotFound
from smartbooking.value import service
from smartbooking.value.access import Manager, Staff
from smartbooking.value.api.zones import zone_of
from smartbooking.value.domain import printed
from smartbooking.value.errors import MembershipNotFound, MembershipRefused, PlanNotFound
from smartbooking.value.schemas.gift_cards import ReasonIn
from smartbooking.value.schemas.memberships import (
    EndIn,
    MemberCodeOut,
    MembershipDetailOut,
    MembershipOut,
    MembershipSaleIn,
    MembershipsOut,
    RenewIn,
    RestIn,
    sum_in,
)
from smartbooking.vendors import service as vendors

router = APIRouter(prefix="/api/v1/vendors/{vendor_id}/memberships", tags=["Memberships"])
MembershipId = Annotated[MembershipRef, Path(description="The membership")]
READ = problems(Forbidden, NotFound, MembershipNotFound)
WRITE = problems(Forbidden, NotFound, MembershipNotFound, MembershipRefused, Invalid)


async def _today(read: ReadTx, vendor_id: int, now: datetime) -> date:
    return now.astimezone(ZoneInfo(await zone_of(read, vendor_id))).date()


@router.get("", summary="Memberships of the business", responses=problems(Forbidden, NotFound))
async def list_memberships(
    vendor_id: VendorRef, read: ReadTxDep, _: Staff, now: NowDep, locale: LocaleDep,
    query: Annotated[str, Query(max_length=120, description="Name, phone, address, code or its last four")] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> MembershipsOut:  # fmt: skip
    """The newest first."""
    today = await _today(read, vendor_id, now)
    found = await service.find_memberships(read, vendor_id=vendor_id, query=query, limit=limit)
    return MembershipsOut(data=[MembershipOut.of(one, today, locale) for one in found])


@router.post(
    "", status_code=201, summary="Sell a membership", response_model=MembershipOut,
    responses=problems(Forbidden, NotFound, PlanNotFound, Invalid),
)  # fmt: skip
async def sell_membership(
    vendor_id: VendorRef, body: MembershipSaleIn, once: OnceDep, principal: Staff, now: NowDep, locale: LocaleDep
) -> Response:
    """One period, paid at the desk or by transfer. Make its code next."""

    async def sell(tx: Tx) -> MembershipOut:
        today = await _today(tx, vendor_id, now)
        sold = await service.sell_membership(
            tx, vendor_id=vendor_id, plan_id=body.plan_id, till=body.paid_by, holder=body.holder, note=body.note,
            begins=body.valid_from, today=today, principal=principal, now=now,
        )  # fmt: skip
        return MembershipOut.of(sold, today, locale)

    return await once.run(body, sell, status=201)


@router.get("/{membership_id}", summary="A membership", responses=READ)
async def read_membership(
    vendor_id: VendorRef, membership_id: MembershipId, read: ReadTxDep, _: Staff, now: NowDep, locale: LocaleDep
) -> MembershipDetailOut:
    """With everything that happened to it, and the bookings it made a price for."""
    found = await service.get_membership(read, vendor_id=vendor_id, membership_id=membership_id)
    story, zone = await service.membership_story(read, found), await zone_of(read, vendor_id)
    return MembershipDetailOut.telling(found, story, now=now, zone=zone, locale=locale)


@router.post("/{membership_id}/code", summary="Make a code for a membership", responses=WRITE)
async def make_member_code(
    vendor_id: VendorRef, membership_id: MembershipId, tx: TxDep, principal: Staff, now: NowDep
) -> MemberCodeOut:
    """The first, or a new one when it was lost; the code before it is dead. It is shown this once."""
    code = await service.make_member_code(
        tx, vendor_id=vendor_id, membership_id=membership_id, principal=principal, now=now
    )
    return MemberCodeOut(code=printed(code))


@router.post(
    "/{membership_id}/renew", summary="Sell another period of a membership", response_model=MembershipOut,
    responses=WRITE,
)  # fmt: skip
async def renew_membership(
    *, vendor_id: VendorRef, membership_id: MembershipId, body: RenewIn, once: OnceDep, principal: Staff, now: NowDep,
    locale: LocaleDep,
) -> Response:  # fmt: skip
    """After the days that are paid, or from today when it has run out; at the plan's price of today."""

    async def renew(tx: Tx) -> MembershipOut:
        today = await _today(tx, vendor_id, now)
        renewed = await service.renew_membership(
            tx, vendor_id=vendor_id, membership_id=membership_id, till=body.paid_by, today=today, principal=principal,
            now=now,
        )  # fmt: skip
        return MembershipOut.of(renewed, today, locale)

    return await once.run(body, renew)


@router.post("/{membership_id}/freeze", summary="Let a membership rest", response_model=MembershipOut, responses=WRITE)
async def freeze_membership(
    *, vendor_id: VendorRef, membership_id: MembershipId, body: RestIn, once: OnceDep, principal: Staff, now: NowDep,
    locale: LocaleDep,
) -> Response:  # fmt: skip
    """From today, as long as its plan allows; it lasts that much longer. What is booked by it stays agreed."""

    async def freeze(tx: Tx) -> MembershipOut:
        today = await _today(tx, vendor_id, now)
        frozen = await service.freeze_membership(
            tx, vendor_id=vendor_id, membership_id=membership_id, days=body.days, reason=body.reason, today=today,
            principal=principal, now=now,
        )  # fmt: skip
        return MembershipOut.of(frozen, today, locale)

    return await once.run(body, freeze)


@router.post("/{membership_id}/release", summary="End the rest of a membership", responses=WRITE)
async def release_membership(
    *, vendor_id: VendorRef, membership_id: MembershipId, body: ReasonIn, tx: TxDep, principal: Staff, now: NowDep,
    locale: LocaleDep,
) -> MembershipOut:  # fmt: skip
    """It counts again from today; the days it did not rest are taken off its end."""
    today = await _today(tx, vendor_id, now)
    released = await service.release_membership(
        tx, vendor_id=vendor_id, membership_id=membership_id, reason=body.reason, today=today, principal=principal,
        now=now,
    )  # fmt: skip
    return MembershipOut.of(released, today, locale)


@router.post("/{membership_id}/end", summary="End a membership", response_model=MembershipOut, responses=WRITE)
async def end_membership(
    *, vendor_id: VendorRef, membership_id: MembershipId, body: EndIn, once: OnceDep, principal: Manager, now: NowDep,
    locale: LocaleDep,
) -> Response:  # fmt: skip
    """From today nobody books by it; what was booked before stays agreed."""

    async def end(tx: Tx) -> MembershipOut:
        today = await _today(tx, vendor_id, now)
        vendor = await vendors.get_vendor(tx, vendor_id=vendor_id)
        ended = await service.end_membership(
            tx, vendor_id=vendor_id, membership_id=membership_id,
            back=sum_in(body.given_back, vendor.currency, "/givenBack"), till=body.paid_by, reason=body.reason,
            today=today, principal=principal, now=now,
        )  # fmt: skip
        return MembershipOut.of(ended, today, locale)

    return await once.run(body, end)
