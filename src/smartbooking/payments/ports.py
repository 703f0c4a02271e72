"""What a payment provider must be able to do for us: five acts, and three questions if it can be asked.

Rules for every adapter (tests/payments/test_gateway_contract.py holds each to them):
- the same `key` never moves money twice;
- no answer, a broken answer or a 5xx raises OutcomeUnknown, whatever may have happened;
- a definite "no" to a payment is a Report in state `failed`; a definite "no" to a request is GatewayRefused;
- an answer tells the provider's amounts, never ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable
from uuid import UUID

from smartbooking.infra.db import Database, ReadTx
from smartbooking.kernel.money import Money
from smartbooking.payments.domain import AttemptStatus, CaptureMode, MethodKind, RefundStatus


class GatewayError(Exception):
    """A call to a provider did not give a usable answer."""


class OutcomeUnknown(GatewayError):
    """The call may or may not have happened: timeout, reset, 5xx, unreadable answer. Ask, never assume."""


class GatewayRefused(GatewayError):
    """The provider understood and refused the request itself; nothing moved. `code` is its word."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code


class BadSignature(GatewayError):
    """A message does not prove that the provider sent it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardTold:
    """What a provider tells of the card that paid; never its number. `token` and `payer` only where it keeps the card.

    `fingerprint` is the same for the same card, whoever pays with it; `payer` is the provider's name of who owns it.
    """

    brand: str
    last4: str
    exp_month: int
    exp_year: int
    fingerprint: str | None = None
    country: str | None = None
    token: str | None = None
    payer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to ask of a provider. `reference` is None until the provider has given one."""

    intent_id: UUID
    attempt_id: UUID
    booking_id: UUID
    amount: Money
    capture: CaptureMode
    key: str
    token: str | None
    locale: str
    client_secret: str
    reference: str | None = None
    redirect_url: str | None = None
    """Where the customer was sent; known when the provider's answer to `start` came through."""
    take: Money | None = None
    """How much of the authorised amount `capture` takes; None is all of it."""
    saved: bool = False
    """`token` names a card the provider keeps, `payer` whose it is there."""
    payer: str | None = None
    save_card: bool = False
    """The payer wants the card kept for next time; only gateways that are `SavesCards` are told."""
    bank_check: bool = False
    """3-D Secure is demanded; only gateways that are `DemandsBankCheck` are told."""
    live: bool = True
    """False when the payment is over or being given up here: `find_payment` then only asks and finishes nothing."""

    @property
    def to_take(self) -> Money:
        """What `capture` takes."""
        return self.take or self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundOrder:
    """What to give back of the payment `reference`."""

    refund_id: UUID
    reference: str
    amount: Money
    reason: str
    key: str
    besides: Money | None = None
    """What other refunds of the payment have taken or may yet take, for providers that know no refund by a key."""
    captured: Money | None = None
    """What was taken of the payment, for providers that tell only what is left of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the provider says about one payment now; `version` grows with every change at the provider."""

    reference: str
    status: AttemptStatus
    booking_id: str
    amount: Money
    captured: Money
    refunded: Money
    version: int = 0
    redirect_url: str | None = None
    decline_code: str | None = None
    disputed: bool = False
    card: CardTold | None = None
    """The card that paid, where the provider tells."""
    fee: Money | None = None
    """What the provider has kept for itself so far, where it tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundReport:
    """What the provider says about one refund; `submitted` means it is still on its way."""

    reference: str
    status: RefundStatus
    amount: Money
    failure_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A provider's message: something happened to `reference` (or to what we called `key`).

    `report` is set only by providers that cannot be asked: then the signed message is all there is.
    """

    event_id: str
    kind: str
    reference: str | None
    key: str | None = None
    report: Report | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Messages after a position in the provider's own list, and the position to go on from."""

    hints: tuple[Hint, ...]
    position: str
    more: bool


@runtime_checkable
class PaymentGateway(Protocol):
    """The acts. `name` is the stable code stored with every attempt."""

    name: str
    kind: MethodKind
    labels: Mapping[str, str]

    async def start(self, order: Order) -> Report:
        """Create the payment, idempotent by `order.key`."""

    async def capture(self, order: Order, key: str) -> Report:
        """Take what is authorised; a payment already captured is reported, not refused."""

    async def refund(self, order: RefundOrder) -> RefundReport:
        """Give money back, idempotent by `order.key`."""

    async def void(self, order: Order, key: str) -> Report:
        """Kill the payment. If it is too late the report says `captured`, and nothing is killed."""

    def read_webhook(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Hint, ...]:
        """Prove who sent the raw bytes, then read them; raises BadSignature."""


@runtime_checkable
class PaymentLookup(Protocol):
    """The questions, for providers that can be asked. Those that cannot (a desk, a biller) leave this out."""

    async def find_payment(self, order: Order) -> Report | None:
        """The payment by reference, else by our key; None when the provider knows neither."""

    async def find_refund(self, order: RefundOrder) -> RefundReport | None:
        """The refund by our key; None when the provider does not know it."""

    async def changes(self, position: str) -> Changes:
        """The provider's list of messages after `position` ('' = from the beginning)."""


@runtime_checkable
class FetchesProof(Protocol):
    """A provider whose messages are proven by something that is fetched first: a certificate."""

    async def fetch_proof(self, headers: Mapping[str, str]) -> None:
        """Fetch what `read_webhook` needs for a message with these headers; raises BadSignature, OutcomeUnknown."""


@runtime_checkable
class VerifiesReturn(Protocol):
    """A provider whose browser return carries a proof. It moves nothing: it is a hint to ask."""

    def read_return(self, fields: Mapping[str, str]) -> Hint:
        """What the browser brought back; raises BadSignature."""


@runtime_checkable
class HoldsCards(Protocol):
    """A gateway that can reserve a sum on a card and take all or a part of it later, once.

    After `hold_lasts` the provider gives an authorisation up by itself.
    """

    hold_lasts: timedelta


@runtime_checkable
class SavesCards(Protocol):
    """A provider that keeps a card for its owner, who pays with it again by a token. Others do not offer it."""

    async def forget_card(self, *, token: str, payer: str | None, key: str) -> None:
        """The provider forgets the card; one it does not know is forgotten. Raises OutcomeUnknown, GatewayRefused."""


@runtime_checkable
class PaysByCode(Protocol):
    """A gateway whose payments are known by a short number of ours, given before the first call.

    People type it, banks send it back: it is the attempt's `reference` from the start.
    """

    pays_by_code: bool


@runtime_checkable
class DemandsBankCheck(Protocol):
    """A gateway that can be told, payment by payment, that the payer's bank must ask her (3-D Secure)."""

    demands_bank_check: bool


@runtime_checkable
class Regional(Protocol):
    """A gateway that takes only some currencies."""

    currencies: frozenset[str]


@runtime_checkable
class ConfiguredPerVendor(Protocol):
    """A way to pay that each business switches on for itself, with its own phone or account."""

    per_vendor: bool
    pay_within: timedelta


@runtime_checkable
class Passive(Protocol):
    """Nothing of ours lives at the provider: the payment is dead when we say so, and money after that is late.

    What such a gateway took goes back by hand: a person is told.
    """

    passive: bool


@runtime_checkable
class AskedOften(Protocol):
    """A provider that sends no messages: how soon to ask again about a payment of this age, and when to worry."""

    lifetime: timedelta

    def ask_again_in(self, age: timedelta) -> timedelta | None:
        """None leaves it to the poller's minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request of a provider to us, as it came. `part` is what follows the provider's name in the address."""

    method: str
    part: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    address: str
    through_proxy: bool
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer in the provider's own language."""

    body: bytes
    content_type: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@runtime_checkable
class AnswersCalls(Protocol):
    """A provider that calls us and reads the answer by its own rules."""

    async def answer(self, database: Database, call: Call) -> Reply:
        """Prove who calls, act in one transaction, answer; raises BadSignature when the protocol has no word."""


class BookingDesk(Protocol):
    """What payments must know of what is paid for; bookings and sales install one each.

    Something of the other is nothing to them: it awaits nothing.
    """

    async def awaits_payment(self, read: ReadTx, *, vendor_id: int, booking_id: UUID, now: datetime) -> bool:
        """Whether it still waits for this payment: the place is held, the sale is open."""

    async def unpaid_of_phone(self, read: ReadTx, *, vendor_id: int, phone: str) -> tuple[UUID, ...]:
        """Bookings of the business that wait for money from a person with this phone, also a balance."""


@runtime_checkable
class ConfirmedByHand(Protocol):
    """A gateway whose payments a person of the business confirms after looking at her account."""

    confirmed_by_hand: bool
