"""A small process that sends what is due as the worker would, and may be killed in it.

`python -m tests.notifications.crash_runner DATABASE_URL PROVIDER_URL MAIL_PORT`; SMARTBOOKING_FAIL_AT names where.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime

from smartbooking.infra.db import Database, ReadTx
from smartbooking.infra.settings import Settings, SmtpSecurity
from smartbooking.notifications import roads, service
from smartbooking.notifications.domain import Message, RoadKind
from smartbooking.notifications.ports import Letter, Road
from smartbooking.sandbox_provider.protocols.twilio import ACCOUNT

CAUSE = "crash"


async def composer(read: ReadTx, message: Message, now: datetime) -> Letter | None:
    """To somebody of its own, so that a test finds it again."""
    digits = f"{message.cause_id.int % 10**7:07d}"
    to = f"{digits}@example.kz" if message.road is RoadKind.EMAIL else f"+7705{digits}"
    return Letter(key=message.id, to=to, sender="Салон", subject="Код", text="Код")


def prepare(provider_url: str, mail_port: int) -> tuple[Road, ...]:
    """Real adapters to the sandbox, and one cause."""
    settings = Settings(
        _env_file=None, smtp_host="127.0.0.1", smtp_port=mail_port, smtp_security=SmtpSecurity.NONE,
        mail_from="trial@smartbooking.kz", twilio_url=f"{provider_url}/twilio",
        twilio_account_sid=ACCOUNT["account_sid"], twilio_auth_token=ACCOUNT["auth_token"],
        twilio_from=ACCOUNT["from"],
    )  # fmt: skip
    made = roads.build_all(settings)
    service.install_roads(made)
    service.compose_by(CAUSE, composer)
    return made


async def main(database_url: str, provider_url: str, mail_port: str) -> None:
    database = Database(database_url, pool=3)
    prepare(provider_url, int(mail_port))
    await service.send_due(database, now=datetime.fromisoformat("2026-11-22T09:00:00+00:00"))
    await database.dispose()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
