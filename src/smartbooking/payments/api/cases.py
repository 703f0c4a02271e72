"""Operators decide about money that was put aside."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from smartbooking.infra.db import Tx
from smartbooking.infra.http.deps import NowDep, OnceDep, ReadTxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import CaseRef
from smartbooking.kernel.page import DEFAULT_LIMIT, MAX_LIMIT
from smartbooking.kernel.problem import Forbidden, Unauthenticated
from smartbooking.payments import service
from smartbooking.payments.access import Operator
from smartbooking.payments.errors import CaseNotFound, InvalidTransition
from smartbooking.payments.schemas.cases import PaymentCaseOut, PaymentCases, ResolveIn

router = APIRouter(
    prefix="/api/v1/operations/payment-cases", tags=["Operations"], responses=problems(Unauthenticated, Forbidden)
)


@router.get("", summary="Payments that wait for a decision", response_model=PaymentCases)
async def list_payment_cases(
    read: ReadTxDep,
    _: Operator,
    now: NowDep,
    resolved: Annotated[bool, Query(description="Those that were decided, instead")] = False,
    before: Annotated[CaseRef | None, Query(description="`before` of the last page")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> PaymentCases:
    """Wrong amount, currency or booking, money after the end, refunds that failed, messages about nothing we know."""
    found = await service.payment_cases(read, still_open=not resolved, before=before, limit=limit)
    return PaymentCases.of(found, limit=limit, now=now)


@router.post(
    "/{case_id}/resolve", summary="Decide about a payment", response_model=PaymentCaseOut,
    responses=problems(CaseNotFound, InvalidTransition),
)  # fmt: skip
async def resolve_payment_case(
    case_id: CaseRef, body: ResolveIn, principal: Operator, once: OnceDep, now: NowDep
) -> Response:
    """`refund` sends all of it back, `attach` lets it count as the payment, `dismiss` leaves everything as it is."""

    async def use_case(tx: Tx) -> PaymentCaseOut:
        return PaymentCaseOut.of(
            await service.resolve_case(
                tx, principal=principal, case_id=case_id, action=body.action, reason=body.reason, now=now
            )
        )

    return await once.run(body, use_case)
