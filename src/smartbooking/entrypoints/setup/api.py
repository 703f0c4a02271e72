"""HTTP of the wizard, of invitations and of roles."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response

from smartbooking.catalog import service as catalog
from smartbooking.catalog.errors import UnknownVertical
from smartbooking.entrypoints.setup import inviting, trying
from smartbooking.entrypoints.setup.opening import open_by_link
from smartbooking.entrypoints.setup.schemas import (
    AcceptIn,
    AcceptOut,
    CapabilityOut,
    InvitationIn,
    InvitationOut,
    RolesOut,
    SetupIn,
    SetupOut,
    TestBooking,
)
from smartbooking.entrypoints.setup.trying import NothingFree
from smartbooking.identity import service as identity
from smartbooking.identity.errors import LastOwner
from smartbooking.infra.db import Tx
from smartbooking.infra.http.auth import require
from smartbooking.infra.http.deps import LocaleDep, NowDep, OnceDep, SignerDep, TxDep
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.switches import SwitchedOff, switched_on
from smartbooking.infra.http.wire import VendorRef, local_text
from smartbooking.kernel.principal import Principal, VendorRole
from smartbooking.kernel.problem import Forbidden, NotFound, TooManyRequests, Unauthenticated
from smartbooking.kernel.switches import Switch
from smartbooking.kernel.text import Localized

router = APIRouter(prefix="/api/v1", tags=["Vendors"])
User = Annotated[Principal, Depends(require.user)]
Manager = Annotated[Principal, Depends(require.manager)]


@router.post(
    "/setup",
    status_code=201,
    summary="Open a business from a template",
    response_model=SetupOut,
    responses=problems(Unauthenticated, SwitchedOff, UnknownVertical, TooManyRequests),
    dependencies=[Depends(switched_on(Switch.NEW_BUSINESSES)), Depends(rate_limit("setup", "20/hour", by="principal"))],
)
async def open_business(body: SetupIn, principal: User, once: OnceDep, now: NowDep, locale: LocaleDep) -> Response:
    """Business, place, offers, suggested prices and rules at once. It can be booked by link, paid on the spot."""

    async def make(tx: Tx) -> SetupOut:
        opened = await open_by_link(
            tx, vertical=catalog.get_vertical(body.vertical), name=Localized({locale: body.name}), city=body.city,
            phone=body.phone, owner=principal, now=now,
        )  # fmt: skip
        return SetupOut.of(opened, locale)

    return await once.run(body, make, status=201)


@router.post(
    "/vendors/{vendor_id}/test-bookings",
    status_code=201,
    summary="Book oneself as a test",
    response_model=TestBooking,
    responses=problems(Unauthenticated, Forbidden, NotFound, NothingFree, TooManyRequests),
    dependencies=[Depends(rate_limit("test-booking", "20/hour", by="principal"))],
)
async def book_a_test(
    vendor_id: VendorRef, principal: Manager, once: OnceDep, now: NowDep, locale: LocaleDep
) -> Response:
    """A real booking at the next free time, marked as a test. It is taken back after an hour."""

    async def make(tx: Tx) -> TestBooking:
        person = await identity.get_user(tx, principal.user_id) if principal.user_id else None
        trial = await trying.book_a_test(
            tx, vendor_id=vendor_id, principal=principal, name=person.name if person else "Test",
            phone=person.phone if person else None, locale=locale, now=now,
        )  # fmt: skip
        booking = trial.booking
        return TestBooking(
            booking_id=booking.id, code=booking.code, name=booking.lines[0].name.pick(locale), tz=booking.timezone,
            start_local=local_text(booking.starts_at, booking.timezone),
            end_local=local_text(booking.ends_at, booking.timezone), removed_at=trial.removed_at,
        )  # fmt: skip

    return await once.run(None, make, status=201)


@router.post(
    "/vendors/{vendor_id}/invitations",
    status_code=201,
    summary="Invite a colleague by phone or e-mail",
    response_model_exclude_none=True,
    responses=problems(Unauthenticated, Forbidden, NotFound, LastOwner, TooManyRequests),
    dependencies=[Depends(rate_limit("staff", "30/hour", by="principal"))],
)
async def invite(
    vendor_id: VendorRef, body: InvitationIn, principal: Manager, tx: TxDep, signer: SignerDep, now: NowDep
) -> InvitationOut:
    """Who has an account works here at once; for others there is a link, good for a week and for them alone."""
    made = await inviting.invite(
        tx, vendor_id=vendor_id, contact=body.contact, role=body.role, principal=principal, signer=signer, now=now
    )
    return InvitationOut(
        contact=made.contact, role=made.role, joined=made.token is None, token=made.token, expires_at=made.expires_at
    )


@router.post(
    "/invitations/accept",
    summary="Accept an invitation",
    response_model=AcceptOut,
    responses=problems(Unauthenticated, Forbidden, NotFound),
)
async def accept_invitation(body: AcceptIn, principal: User, tx: TxDep, signer: SignerDep, now: NowDep) -> AcceptOut:
    """Signed in with the invited phone or e-mail. Repeating it changes nothing."""
    vendor_id, role = await inviting.accept(tx, token=body.token, principal=principal, signer=signer, now=now)
    return AcceptOut(vendor_id=vendor_id, role=role)


@router.get("/vendor-roles", summary="What each role may do", response_model=RolesOut)
async def read_roles(request: Request) -> RolesOut:
    """Read from the operations themselves, so that it says what the server does."""
    least: dict[VendorRole, Literal["staff", "manager", "owner"]] = {
        VendorRole.STAFF: "staff", VendorRole.MANAGER: "manager", VendorRole.OWNER: "owner",
    }  # fmt: skip
    return RolesOut(
        roles=[VendorRole.OWNER, VendorRole.MANAGER, VendorRole.STAFF],
        capabilities=[
            CapabilityOut(code=code, least=least[role]) for code, role in inviting.capabilities(request.app.routes)
        ],
    )
