"""Payments by transfer: what the customer has to do and can show."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, UploadFile
from fastapi import Path as PathParameter

from smartbooking.infra.http.deps import DatabaseDep, NowDep, PrincipalDep, ReadTxDep, StorageDep
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import IntentRef
from smartbooking.kernel.problem import TooManyRequests
from smartbooking.payments import service
from smartbooking.payments.access import PayerDep
from smartbooking.payments.errors import InvalidTransition, NotAProof, PaymentNotFound, TooManyProofs
from smartbooking.payments.schemas.regional import InstructionsOut, ShownOut, instructions

router = APIRouter(prefix="/api/v1/payments/{intentId}", tags=["Payments"])
Intent = Annotated[IntentRef, PathParameter(alias="intentId")]
Picture = Annotated[
    UploadFile, File(description="Screenshot or photo of the receipt: PNG, JPEG or WebP, at most 10 MB")
]


@router.get(
    "/instructions",
    summary="How to pay by transfer",
    response_model=InstructionsOut,
    responses=problems(PaymentNotFound),
)
async def read_instructions(
    read: ReadTxDep, principal: PrincipalDep, payer: PayerDep, now: NowDep, intent_id: Intent
) -> InstructionsOut:
    """Where to send the money and which code says what it is for. For payments by transfer or by number only."""
    intent, _ = await service.get_payment(
        read, principal=principal, intent_id=intent_id, client_secret=payer.secret, link_to=payer.booking_id
    )
    told = await service.instructions_of(read, intent=intent)
    return instructions(intent, told.terms, code=told.code, takes_proof=told.takes_proof, proofs=told.proofs, now=now)


@router.post(
    "/proofs",
    summary="Show a receipt",
    status_code=201,
    response_model=ShownOut,
    responses=problems(PaymentNotFound, NotAProof, TooManyProofs, InvalidTransition, TooManyRequests),
    dependencies=[Depends(rate_limit("proofs", "20/minute", by="ip"))],
)
async def add_proof(
    *,
    database: DatabaseDep,
    storage: StorageDep,
    principal: PrincipalDep,
    payer: PayerDep,
    now: NowDep,
    intent_id: Intent,
    file: Picture,
) -> ShownOut:
    """The picture goes to the people of the business; the same picture twice is one. It confirms nothing by itself."""
    async with database.reading() as read:
        await service.get_payment(
            read, principal=principal, intent_id=intent_id, client_secret=payer.secret, link_to=payer.booking_id
        )
    proof = await service.add_proof(database, storage, intent_id=intent_id, content=await file.read(), now=now)
    return ShownOut.of(proof)
