"""Manifest of risk."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.crypto import derive_key, master_secret
from smartbooking.infra.jobs import Cron
from smartbooking.infra.module import Module, Runtime
from smartbooking.risk import api, jobs, personal_data, service


async def install(runtime: Runtime) -> None:
    """Codes follow from a key outside of the database."""
    service.install_code_key(derive_key(master_secret(runtime.settings), "step-up-code"))


MODULE: Final = Module(
    name="risk",
    routers=(api.router,),
    crons=(Cron(name="risk.forget_old", schedule="35 20 * * *", handler=jobs.forget_old),),
    personal_data=personal_data.TABLES,
    startup=(install,),
)
