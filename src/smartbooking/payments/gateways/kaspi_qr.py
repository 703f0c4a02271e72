"""Kaspi QR by API: a payment link is made, and the provider is asked until it says; it sends no messages.

An unknown status, a refused key and silence all mean "ask again". A QR cannot be cancelled: it dies by its own
time. What still has no end after a day is told to a person, and asked about all the same.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from smartbooking.infra.network import http_client
from smartbooking.infra.settings import Settings
from smartbooking.kernel.money import Money
from smartbooking.payments.domain import AttemptStatus, MethodKind
from smartbooking.payments.gateways.asking import TIMEOUT_SECONDS, Json, ask_json, field, returned, told_by_sum
from smartbooking.payments.ports import (
    BadSignature,
    Changes,
    GatewayRefused,
    Hint,
    Order,
    OutcomeUnknown,
    RefundOrder,
    RefundReport,
    Report,
)

NAME: Final = "kaspi_qr"
CURRENCY: Final = "KZT"
PRACTICE: Final = {
    "ru": "Kaspi QR (учебная оплата)",
    "kk": "Kaspi QR (оқу төлемі)",
    "en": "Kaspi QR (practice payment)",
}
_WAITING: Final = frozenset({"QrTokenCreated", "RemotePaymentCreated", "WaitingForPayment", "WaitForRemotePayment"})
_PAYING: Final = frozenset({"Wait"})
_PAID: Final = frozenset({"Processed"})
_DEAD: Final = frozenset(
    {
        "CancelledByUser", "NotConfirmedByUser", "Rejected", "ProcessingFailed", "InsufficientFunds", "Error",
        "RemotePaymentCanceled", "RemotePaymentRejected", "Expired", "QrTokenDiscarded",
    }
)  # fmt: skip
# The QR must be opened within three minutes; later people are rarer and so are our questions.
_OFTEN: Final = ((timedelta(minutes=3), timedelta(seconds=5)), (timedelta(minutes=15), timedelta(seconds=15)))


class KaspiQr:
    """One device of one trade point."""

    name = NAME
    kind = MethodKind.TRANSFER
    labels: Mapping[str, str] = {"ru": "Kaspi QR", "kk": "Kaspi QR", "en": "Kaspi QR"}
    currencies = frozenset({CURRENCY})
    lifetime = timedelta(days=1)

    def __init__(
        self,
        *,
        url: str,
        device_token: str,
        api_key: str = "",
        organization_bin: str = "",
        practice: bool = False,
        verify: ssl.SSLContext | bool = True,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        if practice:
            self.labels = PRACTICE
        self._device = device_token
        self._bin = organization_bin
        headers = {"api-key": api_key} if api_key else {}
        self._client = http_client(base_url=url, timeout_seconds=timeout_seconds, headers=headers, verify=verify)

    async def close(self) -> None:
        """Close the connections; the adapter is of no use afterwards."""
        await self._client.aclose()

    def ask_again_in(self, age: timedelta) -> timedelta | None:
        """Every five seconds while the QR can be opened, then slower, then with the poller."""
        return next((pause for until, pause in _OFTEN if age < until), None)

    async def start(self, order: Order) -> Report:
        """POST /qr/create-link. Should the answer be lost, nobody has seen the link: another one may be made."""
        made = await self._call(
            "POST",
            "/qr/create-link",
            order.key,
            self._signed(Amount=_sum(order.amount), ExternalId=order.attempt_id.hex),
        )
        reference = str(field(made, "PaymentId", int))
        return self._report(order, reference, AttemptStatus.REQUIRES_ACTION, link=field(made, "PaymentLink", str))

    async def capture(self, order: Order, key: str) -> Report:  # the port's shape
        """There is no second stage: the present state is the answer."""
        return await self._now(order)

    async def void(self, order: Order, key: str) -> Report:  # the port's shape
        """A QR cannot be called back: what is open stays open until its own time ends, and nobody may assume more."""
        report = await self._now(order)
        if report.status in (AttemptStatus.REQUIRES_ACTION, AttemptStatus.PROCESSING):
            raise OutcomeUnknown("a QR ends by itself")
        return report

    async def refund(self, order: RefundOrder) -> RefundReport:
        """POST /payment/return, without the customer (the enhanced scheme).

        The provider knows no idempotency of returns, so what was returned is asked first: never twice.
        """
        found = await self.find_refund(order)
        if found is not None:
            return found
        body = self._signed(QrPaymentId=int(order.reference), Amount=_sum(order.amount))
        await self._call("POST", "/payment/return", order.key, body)
        return returned(order)

    async def find_payment(self, order: Order) -> Report | None:
        """By the provider's number; a payment it never numbered for us was never shown to anybody."""
        return await self._now(order) if order.reference is not None else None

    async def find_refund(self, order: RefundOrder) -> RefundReport | None:
        """GET /payment/details: what is left to return tells whether ours was made; no return has a name of ours."""
        query = {"QrPaymentId": order.reference, "DeviceToken": self._device}
        details = await self._call("GET", "/payment/details", order.key, params=query)
        total = _money(field(details, "TotalAmount", (int, float, str)))
        left = _money(field(details, "AvailableReturnAmount", (int, float, str)))
        return told_by_sum(order, total - left)

    async def changes(self, position: str) -> Changes:
        """There is no list of events."""
        return Changes(hints=(), position=position, more=False)

    def read_webhook(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Hint, ...]:
        """There are no messages; whoever sends one is somebody else."""
        raise BadSignature("Kaspi QR sends no messages")

    async def _now(self, order: Order) -> Report:
        if order.reference is None:
            raise OutcomeUnknown("the provider has not numbered this payment yet")
        found = await self._call("GET", f"/payment/status/{order.reference}", order.key)
        word = field(found, "Status", str)
        status = _status(word)
        if status is None:
            raise OutcomeUnknown(f"a status nobody told us of: {word}")
        return self._report(order, order.reference, status, found=found, word=word)

    def _report(
        self,
        order: Order,
        reference: str,
        status: AttemptStatus,
        *,
        found: Json | None = None,
        word: str = "",
        link: str | None = None,
    ) -> Report:
        """The provider tells its sum with the status; a link it has just made is for what we asked."""
        told = found.get("Amount") if found else None
        amount = _money(told) if told is not None else order.amount
        zero = Money.zero(CURRENCY)
        dead = status is AttemptStatus.FAILED
        return Report(
            reference=reference,
            status=status,
            booking_id=order.booking_id.hex,
            amount=amount,
            captured=amount if status is AttemptStatus.CAPTURED else zero,
            refunded=zero,
            redirect_url=link or (order.redirect_url if status is AttemptStatus.REQUIRES_ACTION else None),
            decline_code=word.lower() if dead else None,
        )

    def _signed(self, **fields: object) -> Json:
        """The device speaks for the trade point; with the enhanced scheme also for its company."""
        return {"DeviceToken": self._device, **fields, **({"OrganizationBin": self._bin} if self._bin else {})}

    async def _call(
        self, method: str, path: str, key: str, body: Json | None = None, params: Mapping[str, str] | None = None
    ) -> Json:
        parts: Json = {"json": body} if body is not None else {"params": params}
        document = await ask_json(self._client, method, path, headers={"x-request-id": key[:32]}, **parts)
        code = field(document, "StatusCode", int)
        if code != 0:
            raise GatewayRefused(f"kaspi_{abs(code)}", str(document.get("Message") or ""))
        found: Json = field(document, "Data", dict)
        return found


def build(settings: Settings) -> KaspiQr | None:
    """Offered when the address and the device's token are set."""
    token = settings.kaspi_qr_device_token.get_secret_value()
    if not (settings.kaspi_qr_url and token):
        return None
    return KaspiQr(
        url=settings.kaspi_qr_url.rstrip("/"),
        device_token=token,
        api_key=settings.kaspi_qr_api_key.get_secret_value(),
        organization_bin=settings.kaspi_qr_organization_bin,
        practice=bool(settings.sandbox_url) and settings.kaspi_qr_url.startswith(settings.sandbox_url),
        verify=client_context(settings),
    )


def client_context(settings: Settings) -> ssl.SSLContext | bool:
    """Our client certificate, and the provider's authority when it is not a public one."""
    if not settings.kaspi_qr_certificate_file and not settings.kaspi_qr_authority_file:
        return True
    context = ssl.create_default_context(cafile=settings.kaspi_qr_authority_file or None)
    if settings.kaspi_qr_certificate_file:
        context.load_cert_chain(
            settings.kaspi_qr_certificate_file,
            settings.kaspi_qr_key_file or None,
            settings.kaspi_qr_key_password.get_secret_value() or None,
        )
    return context


def _status(word: str) -> AttemptStatus | None:
    if word in _PAID:
        return AttemptStatus.CAPTURED
    if word in _WAITING:
        return AttemptStatus.REQUIRES_ACTION
    if word in _PAYING:
        return AttemptStatus.PROCESSING
    # "InsufficientFunds" is the beginning of several words.
    return AttemptStatus.FAILED if word in _DEAD or word.startswith("InsufficientFunds") else None


def _sum(amount: Money) -> float:
    return float(amount.major)


def _money(value: object) -> Money:
    try:
        return Money.of(Decimal(str(value)), CURRENCY)
    except (ArithmeticError, ValueError) as error:
        raise OutcomeUnknown("the provider's answer has no usable amount") from error
