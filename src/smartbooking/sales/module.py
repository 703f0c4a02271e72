"""Manifest of sales."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.events import Subscriber
from smartbooking.infra.jobs import Cron
from smartbooking.infra.module import Module, Runtime
from smartbooking.payments import service as payments
from smartbooking.payments.events import PaymentCaptured
from smartbooking.sales import jobs, personal_data, subscribers
from smartbooking.sales.api import sales, shop
from smartbooking.sales.service.payable import Desk


async def install(_: Runtime) -> None:
    """Payments ask us whether a sale still waits for its money."""
    payments.install_desk("sales", Desk())


MODULE: Final = Module(
    name="sales",
    routers=(sales.router, sales.desk_router, shop.router),
    subscribers=(
        Subscriber(event=PaymentCaptured, name="sales.payment_captured", handler=subscribers.payment_captured),
    ),
    crons=(Cron(name="sales.expire_due", schedule="* * * * *", handler=jobs.expire_due),),
    personal_data=personal_data.TABLES,
    startup=(install,),
)
