"""Manifest of bookings."""

from __future__ import annotations

from smartbooking.bookings import jobs, personal_data, subscribers
from smartbooking.bookings.api import (
    bookings,
    cancelling,
    clients,
    codes,
    commands,
    desk,
    export,
    holds,
    lists,
    money,
    offers,
    risk_cases,
)
from smartbooking.bookings.events import ApprovalRequested, BookingConfirmed, PaymentAwaited
from smartbooking.bookings.service.mass_cancellation import CARRY_ON
from smartbooking.bookings.service.payable import Desk
from smartbooking.infra.events import Subscriber
from smartbooking.infra.jobs import Cron, NetworkJob
from smartbooking.infra.module import Module, Runtime
from smartbooking.payments import service as payments
from smartbooking.payments.events import (
    PaymentAuthorised,
    PaymentCaptured,
    PaymentFailed,
    RefundFailed,
    RefundSucceeded,
)


async def install(_: Runtime) -> None:
    """Payments ask us whether a place is still held."""
    payments.install_desk("bookings", Desk())


MODULE = Module(
    name="bookings",
    # The list comes first: /bookings must not be read as /bookings/{booking_id}.
    routers=(
        offers.router,
        lists.router,
        export.router,
        desk.router,
        clients.router,
        holds.router,
        codes.router,
        bookings.router,
        commands.router,
        money.router,
        cancelling.router,
        risk_cases.router,
    ),
    subscribers=(
        Subscriber(event=PaymentCaptured, name="bookings.payment_captured", handler=subscribers.payment_secured),
        Subscriber(event=PaymentAuthorised, name="bookings.payment_authorised", handler=subscribers.payment_authorised),
        Subscriber(event=PaymentFailed, name="bookings.payment_failed", handler=subscribers.payment_failed),
        Subscriber(event=RefundSucceeded, name="bookings.refund_succeeded", handler=subscribers.refund_ended),
        Subscriber(event=RefundFailed, name="bookings.refund_failed", handler=subscribers.refund_ended),
        Subscriber(event=BookingConfirmed, name="bookings.client_confirmed", handler=subscribers.client_booked),
        Subscriber(event=ApprovalRequested, name="bookings.client_asked", handler=subscribers.client_booked),
        Subscriber(event=PaymentAwaited, name="bookings.client_pays", handler=subscribers.client_booked),
    ),
    jobs=(NetworkJob(name=CARRY_ON, handler=jobs.carry_on_cancelling),),
    crons=(
        Cron(name="bookings.resume_cancellations", schedule="* * * * *", handler=jobs.resume_cancellations),
        Cron(name="bookings.expire_due", schedule="* * * * * */5", handler=jobs.expire_due),
        Cron(name="bookings.complete_ended", schedule="*/5 * * * *", handler=jobs.complete_ended),
        Cron(name="bookings.forget_sources", schedule="25 21 * * *", handler=jobs.forget_sources),
    ),
    personal_data=personal_data.TABLES,
    startup=(install,),
)
