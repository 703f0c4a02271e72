"""Businesses: making, finding, reading, editing."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from smartbooking.infra.http.deps import LocaleDep, NowDep, PrincipalDep, ReadTxDep, TxDep
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.switches import SwitchedOff, switched_on
from smartbooking.infra.http.wire import VendorRef
from smartbooking.infra.http.zones import offsets_around
from smartbooking.kernel.page import DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET
from smartbooking.kernel.principal import VendorRole
from smartbooking.kernel.problem import Forbidden, NotFound, StaleVersion, TooManyRequests, Unauthenticated
from smartbooking.kernel.switches import Switch
from smartbooking.vendors import service
from smartbooking.vendors.access import Customer, Manager
from smartbooking.vendors.domain import VendorStatus
from smartbooking.vendors.errors import ExternalReferenceTaken, LegalFactsLocked
from smartbooking.vendors.schemas.vendor import NewVendor, VendorChange, VendorPage, VendorView

router = APIRouter(prefix="/api/v1/vendors", tags=["Vendors"])


@router.post(
    "",
    status_code=201,
    summary="Start a business",
    response_model_exclude_none=True,
    responses=problems(Unauthenticated, ExternalReferenceTaken, SwitchedOff, TooManyRequests),
    dependencies=[
        Depends(switched_on(Switch.NEW_BUSINESSES)),
        Depends(rate_limit("vendors", "20/hour", by="principal")),
    ],
)
async def create_vendor(body: NewVendor, principal: Customer, tx: TxDep, locale: LocaleDep) -> VendorView:
    """A draft, with the caller as its owner. It is listed once an operator has verified it."""
    made = await service.create_vendor(tx, principal=principal, **body.facts(locale))
    owner = replace(principal, memberships={**principal.memberships, made.id: VendorRole.OWNER})
    return VendorView.of(made, locale=locale, principal=owner)


@router.get("", summary="Find businesses", response_model_exclude_none=True, responses=problems(Unauthenticated))
async def find_vendors(
    *,
    principal: Customer,
    read: ReadTxDep,
    locale: LocaleDep,
    query: Annotated[str, Query(max_length=120, description="Part of a name or registered name")] = "",
    status: VendorStatus | None = None,
    page: Annotated[int, Query(ge=1, le=MAX_OFFSET // DEFAULT_LIMIT)] = 1,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> VendorPage:
    """Operators find all of them, everybody else those they work for; newest first."""
    found = await service.find_vendors(
        read, principal=principal, query=query.strip(), status=status, page=page, limit=limit
    )
    return VendorPage.of(found, locale=locale, principal=principal)


@router.get("/{vendor_id}", summary="One business", response_model_exclude_none=True, responses=problems(NotFound))
async def read_vendor(
    vendor_id: VendorRef, principal: PrincipalDep, read: ReadTxDep, locale: LocaleDep, now: NowDep
) -> VendorView:
    """Public once it is listed; before, only its own people and operators see it. With the offsets of its clocks."""
    found = await service.visible_vendor(read, vendor_id=vendor_id, principal=principal)
    shown = VendorView.of(found, locale=locale, principal=principal)
    return shown.model_copy(update={"offsets": offsets_around(found.timezone, now)})


@router.patch(
    "/{vendor_id}",
    summary="Edit a business",
    response_model_exclude_none=True,
    responses=problems(Unauthenticated, Forbidden, NotFound, StaleVersion, LegalFactsLocked),
)
async def change_vendor(
    vendor_id: VendorRef, body: VendorChange, principal: Manager, tx: TxDep, locale: LocaleDep
) -> VendorView:
    """Names the version it is based on; answers 409 when somebody was faster."""
    made = await service.update_vendor(
        tx, principal=principal, vendor_id=vendor_id, version=body.version, changes=body.facts(locale)
    )
    return VendorView.of(made, locale=locale, principal=principal)
