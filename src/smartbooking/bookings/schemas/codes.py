"""Shapes of the step `code`: what is asked for, and what is given."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from smartbooking.bookings.schemas.requests import PaymentDetails
from smartbooking.bookings.service.codes import CodeAsked
from smartbooking.infra.http.wire import Instant, Wire, example


class CodeRequest(Wire):
    """The code that was sent, and what is not kept of the request that asked for it."""

    model_config = example({"code": "042917", "paymentMethod": "pay_on_site"})

    code: str = Field(pattern=r"^\d{6}$", examples=["042917"])
    payment_method: str = Field("pay_on_site", max_length=40, description="As in the first request")
    payment_details: PaymentDetails = Field(default_factory=PaymentDetails)
    value_code: str | None = Field(None, max_length=40, description="A gift card or a pass, as in the first request")
    gift_card_code: str | None = Field(None, max_length=40, description="A gift card beside a pass, as there")


class CodeAskedView(Wire):
    """A code of six digits was sent; with it `POST /bookings/{bookingId}/code` goes on. The place is kept meanwhile."""

    model_config = example(
        {
            "road": "sms", "to": "+7•••18", "expiresAt": "2026-11-22T09:10:00Z",
            "resendAt": "2026-11-22T09:00:30Z", "resendsLeft": 3, "triesLeft": 5, "serverNow": "2026-11-22T09:00:00Z",
        }
    )  # fmt: skip

    road: str = Field(examples=["sms"], description="sms or email")
    to: str = Field(examples=["+7•••18"], description="The number or address, most of it hidden")
    expires_at: Instant
    resend_at: Instant | None = Field(None, description="From when it may be sent again; absent when not any more")
    resends_left: int
    tries_left: int
    practice_url: str | None = Field(None, description="On a trial installation: where the message can be read")
    server_now: Instant

    @classmethod
    def of(cls, asked: CodeAsked, now: datetime) -> CodeAskedView:
        one = asked.challenge
        return cls(
            road=one.road, to=hidden(asked.to), expires_at=one.expires_at, resend_at=one.resend_at,
            resends_left=one.resends_left, tries_left=one.tries_left, practice_url=asked.practice_url, server_now=now,
        )  # fmt: skip


def hidden(address: str) -> str:
    """Enough of a number or an address to recognise one's own."""
    name, at, host = address.rpartition("@")
    return f"{name[:1]}•••{at}{host}" if at else f"{address[:2]}•••{address[-2:]}"
