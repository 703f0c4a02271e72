"""The money desk of a business: what waits for a look at the account, what has to be sent back, how money is taken."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi import Path as PathParameter

from smartbooking.infra.db import Tx
from smartbooking.infra.http.deps import DatabaseDep, NowDep, OnceDep, ReadTxDep, StorageDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import IntentRef, RefundRef, VendorRef
from smartbooking.kernel.money import Money
from smartbooking.kernel.problem import FieldError, Invalid, NotFound
from smartbooking.payments import service
from smartbooking.payments.access import Manager, Staff
from smartbooking.payments.errors import (
    AlreadyDecided,
    InvalidTransition,
    PaymentNotFound,
    StatementUnreadable,
    UnknownMethod,
)
from smartbooking.payments.schemas.regional import (
    ConfirmIn,
    DecisionOut,
    HandedBackOut,
    RefundByHandOut,
    RejectIn,
    StatementIn,
    StatementLineOut,
    StatementOut,
    TermsIn,
    TermsOut,
    WaitingList,
    WaitingOut,
)

router = APIRouter(prefix="/api/v1/vendors/{vendor_id}/payments", tags=["Payments"])
Intent = Annotated[IntentRef, PathParameter(alias="intentId")]
Method = Annotated[str, PathParameter(pattern="^[a-z][a-z0-9_]{0,31}$", examples=["kaspi_manual"])]
_PICTURE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get(
    "/waiting", summary="Payments and refunds that wait for you", response_model=WaitingList,
    responses=problems(NotFound),
)  # fmt: skip
async def list_waiting(vendor_id: VendorRef, _: Staff, read: ReadTxDep, now: NowDep) -> WaitingList:
    """Transfers to look for on the account, oldest first, and money to send back."""
    payments = await service.waiting(read, vendor_id=vendor_id, now=now)
    refunds = await service.refunds_by_hand(read, vendor_id=vendor_id)
    return WaitingList(
        payments=[WaitingOut.of(one) for one in payments],
        refunds=[RefundByHandOut.of(refund, method) for refund, method in refunds],
    )


@router.post(
    "/{intentId}/confirm", summary="The transfer has come", response_model=DecisionOut,
    responses=problems(PaymentNotFound, AlreadyDecided, InvalidTransition),
)  # fmt: skip
async def confirm_payment(
    vendor_id: VendorRef, intent_id: Intent, body: ConfirmIn, principal: Staff, once: OnceDep, now: NowDep
) -> Response:
    """Confirms the booking. Another sum than agreed is put aside for an operator."""

    async def use_case(tx: Tx) -> DecisionOut:
        amount = await _sum(tx, intent_id, body)
        result = await service.confirm_by_hand(
            tx, principal=principal, vendor_id=vendor_id, intent_id=intent_id, amount=amount, now=now
        )
        return DecisionOut.model_validate({"intent_id": intent_id, "result": result.value})

    return await once.run(body, use_case)


async def _sum(tx: Tx, intent_id: UUID, body: ConfirmIn) -> Money | None:
    if body.amount is None:
        return None
    outcome = await service.intent_amount(tx, intent_id=intent_id)
    try:
        return Money.of(body.amount, outcome.currency)
    except ValueError as error:
        raise Invalid(FieldError("/amount", str(error))) from error


@router.post(
    "/{intentId}/reject", summary="No such transfer came", response_model=DecisionOut,
    responses=problems(PaymentNotFound, AlreadyDecided),
)  # fmt: skip
async def reject_payment(
    vendor_id: VendorRef, intent_id: Intent, body: RejectIn, principal: Staff, once: OnceDep, now: NowDep
) -> Response:
    """The place stays held for another try until its time runs out."""

    async def use_case(tx: Tx) -> DecisionOut:
        await service.reject_by_hand(
            tx, principal=principal, vendor_id=vendor_id, intent_id=intent_id, reason=body.reason, now=now
        )
        return DecisionOut(intent_id=intent_id, result="rejected")

    return await once.run(body, use_case)


@router.get(
    "/{intentId}/proofs/{proof_id}", summary="A receipt a customer showed", response_class=Response,
    responses=problems(PaymentNotFound) | _PICTURE,
)  # fmt: skip
async def read_proof(
    vendor_id: VendorRef, intent_id: Intent, proof_id: UUID, _: Staff, read: ReadTxDep, storage: StorageDep
) -> Response:
    """Only for the people of the business; never public."""
    proof = await service.find_proof(read, vendor_id=vendor_id, intent_id=intent_id, proof_id=proof_id)
    content = await storage.get(proof.storage_key)
    if content is None:
        raise PaymentNotFound
    headers = {"Content-Disposition": "inline", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return Response(content, media_type=proof.content_type, headers=headers)


@router.post(
    "/refunds/{refund_id}/handed-back", summary="The money has gone back", response_model=HandedBackOut,
    responses=problems(PaymentNotFound, InvalidTransition),
)  # fmt: skip
async def record_handed_back(
    vendor_id: VendorRef, refund_id: RefundRef, principal: Staff, database: DatabaseDep, now: NowDep
) -> HandedBackOut:
    """For money that came past the platform and goes back the same way. Saying it twice changes nothing."""
    refund = await service.record_hand_refund(
        database, principal=principal, vendor_id=vendor_id, refund_id=refund_id, now=now
    )
    return HandedBackOut(refund_id=refund.id, status=refund.status.value)


@router.post(
    "/statement", summary="Read a bank statement in", response_model=StatementOut,
    responses=problems(NotFound, StatementUnreadable, UnknownMethod),
)  # fmt: skip
async def import_statement(
    vendor_id: VendorRef, body: StatementIn, principal: Manager, once: OnceDep, now: NowDep
) -> Response:
    """Every line whose purpose names a code of ours confirms that payment; the same line twice changes nothing."""

    async def use_case(tx: Tx) -> StatementOut:
        lines = await service.import_statement(
            tx, principal=principal, vendor_id=vendor_id, gateway=body.method, text=body.csv,
            currency=body.currency, now=now,
        )  # fmt: skip
        return StatementOut(lines=[StatementLineOut.of(line) for line in lines])

    return await once.run(body, use_case)


@router.get(
    "/terms", summary="How the business takes money", response_model=list[TermsOut], responses=problems(NotFound)
)
async def list_terms(vendor_id: VendorRef, _: Staff, read: ReadTxDep) -> list[TermsOut]:
    """Methods the business can switch on for itself, with what it has filled in."""
    return [TermsOut.of(terms) for terms in await service.all_terms(read, vendor_id=vendor_id)]


@router.put(
    "/terms/{method}", summary="Change how the business takes money", response_model=TermsOut,
    responses=problems(NotFound, UnknownMethod),
)  # fmt: skip
async def set_terms(
    vendor_id: VendorRef, method: Method, body: TermsIn, principal: Manager, database: DatabaseDep, now: NowDep
) -> TermsOut:
    """Phone, account and time to pay of one method; switching it on needs the fields the method needs."""
    terms = await database.run(
        lambda tx: service.set_terms(
            tx, principal=principal, vendor_id=vendor_id, method=method, values=body.model_dump(), now=now
        )
    )
    return TermsOut.of(terms)
