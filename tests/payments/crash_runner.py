"""A small process that does one act of payments as the API or the worker would, and may be killed in it.

`python -m tests.payments.crash_runner DATABASE_URL PROVIDER_URL ACT ARGUMENT`; SMARTBOOKING_FAIL_AT names where.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path
from uuid import UUID

from smartbooking.infra.db import Database
from smartbooking.payments import service
from smartbooking.payments.gateways.on_site import OnSite
from tests.payments.factory import make_sandbox


async def main(database_url: str, provider_url: str, act: str, argument: str) -> None:
    database = Database(database_url, pool=3)
    gateway = make_sandbox(provider_url, timeout_seconds=5)
    service.install_gateways((OnSite(), gateway))
    now = datetime.fromisoformat("2026-11-21T09:00:00+00:00")
    match act:
        case "run_attempt":
            await service.run_attempt(database, UUID(argument), now=now)
        case "run_refund":
            await service.run_refund(database, UUID(argument), now=now)
        case "receive":
            message = json.loads(Path(argument).read_text())
            await service.receive_webhook(
                database, provider="sandbox", headers=message["headers"], body=message["body"].encode(), now=now
            )
    await database.dispose()
    print("done", flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
