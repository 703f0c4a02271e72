"""HTTP of vendor money: what a business sees, and what operators decide."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from smartbooking.books import service
from smartbooking.books.access import Manager, Operator
from smartbooking.books.domain import PayoutStatus
from smartbooking.books.errors import NothingToPayOut, PayoutExceedsBalance, PayoutMoved, PayoutNotFound
from smartbooking.books.schemas import (
    MoneyOut,
    MoneyStatement,
    PaidRequest,
    PayoutDetail,
    PayoutList,
    PayoutOut,
    PayoutRequest,
    TermsIn,
    TermsList,
    TermsOut,
)
from smartbooking.infra.db import Tx
from smartbooking.infra.http.deps import NowDep, OnceDep, ReadTxDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import CalendarDay, PayoutRef, VendorRef
from smartbooking.kernel.page import DEFAULT_LIMIT, MAX_LIMIT
from smartbooking.kernel.problem import Forbidden, NotFound
from smartbooking.vendors import service as vendors

vendor_router = APIRouter(prefix="/api/v1/vendors/{vendor_id}/money", tags=["Money"])
operator_router = APIRouter(prefix="/api/v1/operations", tags=["Money"])
PayoutId = Annotated[PayoutRef, Path(description="The payout")]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Status = Annotated[PayoutStatus | None, Query(description="Only these")]


@vendor_router.get("", summary="Balances of a business", response_model=MoneyOut, responses=problems(NotFound))
async def read_money(vendor_id: VendorRef, read: ReadTxDep, _: Manager) -> MoneyOut:
    """What it is to get now: earned, less what it took itself, what is disputed and what was paid out."""
    vendor = await vendors.get_vendor(read, vendor_id=vendor_id)
    balances = await service.balances(read, vendor_id=vendor_id)
    currencies = sorted({vendor.currency, *(one.amount.currency for one in balances)})
    payable = [await service.payable(read, vendor_id=vendor_id, currency=currency) for currency in currencies]
    return MoneyOut.of(payable, balances)


@vendor_router.get(
    "/statement", summary="Statement of a business", response_model=MoneyStatement, responses=problems(NotFound)
)
async def read_statement(
    vendor_id: VendorRef, read: ReadTxDep, _: Manager,
    currency: Annotated[str, Query(pattern="^[A-Z]{3}$")] = "KZT",
    first: Annotated[CalendarDay | None, Query(alias="from", description="First day (UTC)")] = None,
    last: Annotated[CalendarDay | None, Query(alias="to", description="Day after the last")] = None,
    after: Annotated[int, Query(ge=0, le=2**62, description="`next` of the page before")] = 0,
    limit: Limit = DEFAULT_LIMIT,
) -> MoneyStatement:  # fmt: skip
    """Every movement of what it is to get, oldest first, with the balance after it."""
    start = datetime.combine(first or date(2000, 1, 1), time(), UTC)
    end = datetime.combine(last, time(), UTC) if last else datetime(9000, 1, 1, tzinfo=UTC)
    await vendors.get_vendor(read, vendor_id=vendor_id)
    lines = await service.statement(
        read, vendor_id=vendor_id, currency=currency, start=start, end=max(end, start + timedelta(microseconds=1)),
        after=after, limit=limit,
    )  # fmt: skip
    return MoneyStatement.of(lines, currency, limit)


@vendor_router.get("/payouts", summary="Payouts of a business", response_model=PayoutList, responses=problems(NotFound))
async def list_vendor_payouts(
    vendor_id: VendorRef, read: ReadTxDep, _: Manager, status: Status = None, limit: Limit = DEFAULT_LIMIT
) -> PayoutList:
    """Newest first."""
    await vendors.get_vendor(read, vendor_id=vendor_id)
    found = await service.find_payouts(read, vendor_id=vendor_id, status=status, limit=limit)
    return PayoutList(data=[PayoutOut.of(payout) for payout in found])


@vendor_router.get(
    "/payouts/{payout_id}", summary="A payout of a business", response_model=PayoutDetail,
    responses=problems(NotFound, PayoutNotFound),
)  # fmt: skip
async def read_vendor_payout(vendor_id: VendorRef, payout_id: PayoutId, read: ReadTxDep, _: Manager) -> PayoutDetail:
    """With every movement it pays for."""
    return PayoutDetail.of(*await service.payout_with_lines(read, payout_id=payout_id, vendor_id=vendor_id))


@operator_router.get("/payouts", summary="All payouts", response_model=PayoutList, responses=problems(Forbidden))
async def list_payouts(read: ReadTxDep, _: Operator, status: Status = None, limit: Limit = DEFAULT_LIMIT) -> PayoutList:
    """Newest first; `calculated` ones wait for approval, `approved` ones for the bank."""
    found = await service.find_payouts(read, vendor_id=None, status=status, limit=limit)
    return PayoutList(data=[PayoutOut.of(payout) for payout in found])


@operator_router.post(
    "/payouts", summary="Calculate a payout", response_model=PayoutDetail, status_code=201,
    responses=problems(Forbidden, NotFound, NothingToPayOut),
)  # fmt: skip
async def calculate_payout(body: PayoutRequest, once: OnceDep, principal: Operator, now: NowDep) -> Response:
    """Everything a business is to get that no payout has paid for. Nothing moves before it is approved."""

    async def calculate(tx: Tx) -> PayoutDetail:
        await vendors.get_vendor(tx, vendor_id=body.vendor_id)
        made = await service.calculate_payout(
            tx, vendor_id=body.vendor_id, currency=body.currency, principal=principal, now=now
        )
        return PayoutDetail.of(*made)

    return await once.run(body, calculate, status=201)


@operator_router.get(
    "/payouts/{payout_id}",
    summary="A payout",
    response_model=PayoutDetail,
    responses=problems(Forbidden, PayoutNotFound),
)
async def read_payout(payout_id: PayoutId, read: ReadTxDep, _: Operator) -> PayoutDetail:
    """With every movement it pays for."""
    return PayoutDetail.of(*await service.payout_with_lines(read, payout_id=payout_id))


@operator_router.post(
    "/payouts/{payout_id}/approve", summary="Approve a payout", response_model=PayoutOut,
    responses=problems(Forbidden, PayoutNotFound, PayoutMoved, PayoutExceedsBalance),
)  # fmt: skip
async def approve_payout(payout_id: PayoutId, once: OnceDep, principal: Operator, now: NowDep) -> Response:
    """The money leaves the balance. Refused when customers got so much back meanwhile that it is not there."""

    async def approve(tx: Tx) -> PayoutOut:
        return PayoutOut.of(await service.approve_payout(tx, payout_id=payout_id, principal=principal, now=now))

    return await once.run(None, approve)


@operator_router.post(
    "/payouts/{payout_id}/paid", summary="Say that a payout was paid", response_model=PayoutOut,
    responses=problems(Forbidden, PayoutNotFound, PayoutMoved),
)  # fmt: skip
async def pay_payout(
    payout_id: PayoutId, body: PaidRequest, once: OnceDep, principal: Operator, now: NowDep
) -> Response:
    """Under which reference the bank carried it out."""

    async def paid(tx: Tx) -> PayoutOut:
        return PayoutOut.of(
            await service.mark_paid(tx, payout_id=payout_id, reference=body.reference, principal=principal, now=now)
        )

    return await once.run(body, paid)


@operator_router.post(
    "/payouts/{payout_id}/cancel", summary="Cancel a payout", response_model=PayoutOut,
    responses=problems(Forbidden, PayoutNotFound, PayoutMoved),
)  # fmt: skip
async def cancel_payout(payout_id: PayoutId, once: OnceDep, principal: Operator, now: NowDep) -> Response:
    """It will not be paid; its movements are free for the next one."""

    async def cancel(tx: Tx) -> PayoutOut:
        return PayoutOut.of(await service.cancel_payout(tx, payout_id=payout_id, principal=principal, now=now))

    return await once.run(None, cancel)


@operator_router.get(
    "/vendors/{vendor_id}/terms", summary="What a business pays the platform", response_model=TermsList,
    responses=problems(Forbidden, NotFound),
)  # fmt: skip
async def list_terms(vendor_id: VendorRef, read: ReadTxDep, _: Operator) -> TermsList:
    """All terms there were and will be."""
    await vendors.get_vendor(read, vendor_id=vendor_id)
    return TermsList(data=[TermsOut.of(one) for one in await service.list_terms(read, vendor_id=vendor_id)])


@operator_router.put(
    "/vendors/{vendor_id}/terms", summary="Agree on terms", response_model=TermsOut,
    responses=problems(Forbidden, NotFound),
)  # fmt: skip
async def put_terms(vendor_id: VendorRef, body: TermsIn, tx: TxDep, principal: Operator, now: NowDep) -> TermsOut:
    """From a day on, for one currency; what was posted before stays as it was."""
    await vendors.get_vendor(tx, vendor_id=vendor_id)
    made = await service.change_terms(tx, terms=body.terms(vendor_id), principal=principal, now=now)
    return TermsOut.of(made)
