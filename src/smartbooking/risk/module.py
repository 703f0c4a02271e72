"""Manifest of risk."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.jobs import Cron
from smartbooking.infra.module import Module
from smartbooking.risk import api, jobs, personal_data

MODULE: Final = Module(
    name="risk",
    routers=(api.router,),
    crons=(Cron(name="risk.forget_old", schedule="35 20 * * *", handler=jobs.forget_old),),
    personal_data=personal_data.TABLES,
)
