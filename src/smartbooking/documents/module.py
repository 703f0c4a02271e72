"""Manifest of papers."""

from __future__ import annotations

from typing import Final

from smartbooking.bookings.events import BookingEnded
from smartbooking.documents import service, subscribers
from smartbooking.documents.api import exports, fiscal, papers
from smartbooking.documents.domain import Recorder
from smartbooking.documents.fiscal import webkassa
from smartbooking.documents.jobs import CRONS, JOBS
from smartbooking.documents.personal_data import PERSONAL_DATA
from smartbooking.infra.events import Subscriber
from smartbooking.infra.module import Module, Runtime
from smartbooking.payments.events import PaymentCaptured, RefundSucceeded


async def install(runtime: Runtime) -> None:
    """The worker registers receipts where this installation has an account."""
    client = webkassa.build(runtime.settings)
    service.install_recorder({Recorder.WEBKASSA: client} if client else {})


MODULE: Final = Module(
    name="documents",
    routers=(papers.router, fiscal.router, exports.router),
    subscribers=(
        Subscriber(event=PaymentCaptured, name="documents.payment_captured", handler=subscribers.payment_captured),
        Subscriber(event=RefundSucceeded, name="documents.refund_succeeded", handler=subscribers.refund_succeeded),
        Subscriber(event=BookingEnded, name="documents.booking_ended", handler=subscribers.booking_ended),
    ),
    jobs=JOBS,
    crons=CRONS,
    personal_data=PERSONAL_DATA,
    startup=(install,),
)
