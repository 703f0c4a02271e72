"""Shapes of payments by code, by hand and by statement."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from smartbooking.infra.http.wire import (
    Amount,
    BookingRef,
    Instant,
    IntentRef,
    RefundRef,
    SaleRef,
    Wire,
    amount,
    example,
    split_paid_for,
)
from smartbooking.payments.domain import Intent, Proof, Refund, VendorTerms, Waiting
from smartbooking.payments.service import StatementLine

Phone = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{9,14}$", examples=["+77015550418"])]
PayLink = Annotated[
    str, Field(max_length=500, pattern=r"^https://[^\s<>\"']+$", examples=["https://pay.kaspi.kz/pay/x"])
]
Line = Annotated[str, Field(max_length=120)]


class TermsIn(Wire):
    """How the business takes money by one method."""

    model_config = Wire.model_config | example(
        {"enabled": True, "phone": "+77015550418", "accountName": "Айгерим С.", "minutesToPay": 60}
    )

    enabled: bool
    phone: Phone | None = None
    pay_link: PayLink | None = None
    account_name: Line | None = None
    account_number: Annotated[str, Field(pattern=r"^[A-Z0-9]{10,34}$", examples=["KZ86125KZT5004100100"])] | None = None
    bank: Line | None = None
    tax_id: Annotated[str, Field(pattern=r"^[0-9]{9,14}$", examples=["990140000385"])] | None = None
    note: Annotated[str, Field(max_length=500)] = ""
    minutes_to_pay: Annotated[int, Field(ge=10, le=20160)] = 60


class TermsOut(TermsIn):
    """The same with the method's name."""

    method: str = Field(examples=["kaspi_manual"])

    @classmethod
    def of(cls, terms: VendorTerms) -> TermsOut:
        return cls(
            method=terms.method,
            enabled=terms.enabled,
            phone=terms.phone,
            pay_link=terms.pay_link,
            account_name=terms.account_name,
            account_number=terms.account_number,
            bank=terms.bank,
            tax_id=terms.tax_id,
            note=terms.note,
            minutes_to_pay=terms.minutes_to_pay,
        )


class ProofOut(Wire):
    """A picture a customer showed."""

    id: UUID
    uploaded_at: Instant
    reused: bool = Field(description="The same picture was shown for another payment")

    @classmethod
    def of(cls, proof: Proof) -> ProofOut:
        return cls(id=proof.id, uploaded_at=proof.uploaded_at, reused=proof.reused)


class ShownOut(Wire):
    """A picture the customer has sent."""

    id: UUID
    uploaded_at: Instant

    @classmethod
    def of(cls, proof: Proof) -> ShownOut:
        return cls(id=proof.id, uploaded_at=proof.uploaded_at)


class InstructionsOut(Wire):
    """What the customer has to do: where to send how much, and the code that says what it is for."""

    intent_id: IntentRef
    booking_id: BookingRef | None = None
    sale_id: SaleRef | None = None
    method: str = Field(examples=["kaspi_manual"])
    status: str = Field(examples=["requires_action"])
    amount: Amount
    currency: str
    code: str = Field(examples=["482913758"], description="Goes into the comment or the purpose of the payment")
    phone: str | None
    pay_link: str | None
    account_name: str | None
    account_number: str | None
    bank: str | None
    tax_id: str | None
    note: str
    takes_proof: bool
    proofs: list[ShownOut]
    server_now: Instant


class WaitingOut(Wire):
    """A payment that waits for somebody to look at the account."""

    intent_id: IntentRef
    booking_id: BookingRef | None = None
    sale_id: SaleRef | None = None
    method: str
    code: str
    amount: Amount
    currency: str
    since: Instant
    over: bool = Field(description="The time to pay has run out; money that came all the same can still be confirmed")
    proofs: list[ProofOut]

    @classmethod
    def of(cls, one: Waiting) -> WaitingOut:
        return cls(
            intent_id=one.intent.id,
            **split_paid_for(one.intent.booking_id),
            method=one.attempt.gateway,
            code=one.attempt.reference or "",
            amount=amount(one.attempt.amount),
            currency=one.attempt.amount.currency,
            since=one.attempt.created_at,
            over=one.attempt.status.value != "requires_action",
            proofs=[ProofOut.of(proof) for proof in one.proofs],
        )


class RefundByHandOut(Wire):
    """Money the business has to send back itself."""

    refund_id: RefundRef
    booking_id: BookingRef | None = None
    sale_id: SaleRef | None = None
    method: str
    amount: Amount
    currency: str
    reason: str

    @classmethod
    def of(cls, refund: Refund, method: str) -> RefundByHandOut:
        return cls(
            refund_id=refund.id,
            **split_paid_for(refund.booking_id),
            method=method,
            amount=amount(refund.amount),
            currency=refund.amount.currency,
            reason=refund.reason,
        )


class WaitingList(Wire):
    """What a person of the business has to decide or to do."""

    payments: list[WaitingOut]
    refunds: list[RefundByHandOut]


class ConfirmIn(Wire):
    """The money is there. `amount` only when another sum came than was agreed."""

    model_config = Wire.model_config | example({})

    amount: Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=3)] | None = None


class RejectIn(Wire):
    """No such money came."""

    model_config = Wire.model_config | example({"reason": "No such transfer on the account"})

    reason: Annotated[str, Field(min_length=3, max_length=300)]


class DecisionOut(Wire):
    """What became of the payment."""

    intent_id: IntentRef
    result: Literal["captured", "late", "rejected"] = Field(
        description="late: the payment was over; the booking takes its place again or gives the money back"
    )


class HandedBackOut(Wire):
    """The refund as it stands now."""

    refund_id: RefundRef
    status: str = Field(examples=["succeeded"])


class StatementIn(Wire):
    """A bank statement as text: the first line names the columns date, amount and purpose."""

    model_config = Wire.model_config | example(
        {"method": "bank_transfer", "currency": "KZT", "csv": "date;amount;purpose\n2026-11-21;12000,00;482913758"}
    )

    method: str = "bank_transfer"
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "KZT"
    csv: Annotated[str, Field(min_length=1, max_length=900_000)]


class StatementLineOut(Wire):
    """One line and what it did."""

    line: int
    amount: Amount
    code: str | None = None
    result: str = Field(examples=["confirmed"])

    @classmethod
    def of(cls, line: StatementLine) -> StatementLineOut:
        return cls(line=line.number, amount=amount(line.amount), code=line.code, result=line.result.value)


class StatementOut(Wire):
    """What the statement proved."""

    lines: list[StatementLineOut]


def instructions(
    intent: Intent, terms: VendorTerms | None, *, code: str, takes_proof: bool, proofs: tuple[Proof, ...], now: datetime
) -> InstructionsOut:
    """The page's content; a method without terms of its own needs only the code."""
    return InstructionsOut(
        intent_id=intent.id,
        **split_paid_for(intent.booking_id),
        method=intent.method,
        status=intent.status.value,
        amount=amount(intent.amount),
        currency=intent.amount.currency,
        code=code,
        phone=terms.phone if terms else None,
        pay_link=terms.pay_link if terms else None,
        account_name=terms.account_name if terms else None,
        account_number=terms.account_number if terms else None,
        bank=terms.bank if terms else None,
        tax_id=terms.tax_id if terms else None,
        note=terms.note if terms else "",
        takes_proof=takes_proof,
        proofs=[ShownOut.of(proof) for proof in proofs],
        server_now=now,
    )
