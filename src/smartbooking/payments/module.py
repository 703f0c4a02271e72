"""Manifest of payments."""

from __future__ import annotations

from typing import Final

from smartbooking.identity.events import AccountStatusChanged
from smartbooking.infra.crypto import Signer
from smartbooking.infra.events import Subscriber
from smartbooking.infra.module import Module, Runtime
from smartbooking.payments import personal_data, service
from smartbooking.payments.api import ROUTERS
from smartbooking.payments.gateways import build_all
from smartbooking.payments.jobs import CRONS, JOBS


async def install(runtime: Runtime) -> None:
    """Every process needs the gateways: the API starts payments, the worker asks and refunds."""
    service.install_gateways(build_all(runtime.settings))
    service.install_signer(Signer(runtime.settings))


MODULE: Final = Module(
    name="payments",
    routers=ROUTERS,
    subscribers=(
        Subscriber(event=AccountStatusChanged, name="payments.account_changed", handler=service.account_changed),
    ),
    jobs=JOBS,
    crons=CRONS,
    personal_data=personal_data.TABLES,
    startup=(install,),
)
