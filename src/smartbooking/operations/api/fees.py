"""What a change of the platform's fee would do, in numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query

from smartbooking.infra.http.deps import NowDep, ReadTxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import Amount, VendorRef, Wire
from smartbooking.kernel.money import Money
from smartbooking.kernel.problem import FieldError, Forbidden, Invalid, NotFound, Unauthenticated
from smartbooking.operations.access import Operator
from smartbooking.operations.service import fees
from smartbooking.vendors import service as vendors

router = APIRouter(prefix="/api/v1/operations", tags=["Operations"], responses=problems(Unauthenticated, Forbidden))


class FeeEffectView(Wire):
    """Payments of the last days, and the platform's fee on them now and as wished."""

    currency: str
    days: int
    payments: int
    taken: Amount
    fee_now: Amount
    fee_then: Amount


@router.get(
    "/vendors/{vendor_id}/terms/effect", summary="What other fees would have made", responses=problems(NotFound)
)
async def read_fee_effect(
    vendor_id: VendorRef, read: ReadTxDep, _: Operator, now: NowDep,
    fee_percent: Annotated[Decimal, Query(alias="feePercent", ge=0, le=100, decimal_places=2)] = Decimal(0),
    fee_fixed: Annotated[Decimal, Query(alias="feeFixed", ge=0, le=1_000_000)] = Decimal(0),
) -> FeeEffectView:  # fmt: skip
    """In the currency of the business. What was posted stays as it was, whatever is agreed."""
    currency = (await vendors.get_vendor(read, vendor_id=vendor_id)).currency
    try:
        fixed = Money.of(fee_fixed, currency)
    except ValueError as error:
        raise Invalid(FieldError("/feeFixed", str(error))) from error
    found = await fees.effect(
        read, vendor_id=vendor_id, currency=currency, fee_points=int(fee_percent * 100), fee_fixed=fixed.minor, now=now
    )
    return FeeEffectView(
        currency=currency, days=fees.DAYS, payments=found.payments, taken=found.taken.major,
        fee_now=found.fee_now.major, fee_then=found.fee_then.major,
    )  # fmt: skip
