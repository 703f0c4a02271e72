"""`python -m smartbooking.sandbox_provider --port 8100 --ledger var/sandbox.sqlite3 --webhook-url URL`.

Keys come from the environment, where other users of the machine cannot read them in the process list: those of our
own protocol as SMARTBOOKING_SANDBOX_API_KEY and SMARTBOOKING_SANDBOX_WEBHOOK_SECRET, those of the other protocols as
JSON in SMARTBOOKING_PAYSIM_ACCOUNTS, for example {"stripe": {"secret_key": "sk_test_1"}}.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Final

import uvicorn

from smartbooking.sandbox_provider.app import create_app
from smartbooking.sandbox_provider.config import Config
from smartbooking.sandbox_provider.protocols import PROTOCOLS, own

# Half a minute of quick tries, then for three days (Standard Webhooks has the same shape).
SCHEDULE: Final = "1,5,30,120,600,3600,7200,18000,36000,50400,72000,86400"


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="smartbooking.sandbox_provider", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--public-url", default="", help="address customers' browsers use")
    parser.add_argument("--webhook-url", default="", help="where messages of our own protocol go; empty: nowhere")
    parser.add_argument("--merchant-url", default="", help="address of the merchant, for messages of all protocols")
    parser.add_argument("--mail-port", type=int, default=0, help="take letters by SMTP here; 0: take none")
    parser.add_argument("--retry-seconds", default=SCHEDULE, help="comma-separated waits between deliveries")
    given = parser.parse_args()
    config = Config(
        ledger=given.ledger,
        mail_port=given.mail_port,
        public_url=given.public_url.rstrip("/") or f"http://{given.host}:{given.port}",
        accounts=_accounts(),
        endpoints=_endpoints(given.merchant_url, given.webhook_url),
        retry_seconds=tuple(float(part) for part in given.retry_seconds.split(",")),
    )
    config.ledger.parent.mkdir(parents=True, exist_ok=True)
    uvicorn.run(
        create_app(config),
        host=given.host,
        port=given.port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
    )


def _accounts() -> dict[str, dict[str, str]]:
    """The merchant's keys as the environment gives them."""
    accounts: dict[str, dict[str, str]] = json.loads(os.environ.get("SMARTBOOKING_PAYSIM_ACCOUNTS") or "{}")
    names = {"api_key": "SMARTBOOKING_SANDBOX_API_KEY", "webhook_secret": "SMARTBOOKING_SANDBOX_WEBHOOK_SECRET"}
    ours = {field: os.environ[name] for field, name in names.items() if os.environ.get(name)}
    return {**accounts, own.NAME: {**accounts.get(own.NAME, {}), **ours}}


def _endpoints(merchant_url: str, webhook_url: str) -> dict[str, str]:
    """The address of each protocol's messages."""
    base = merchant_url.rstrip("/")
    inboxes = {one.name: one.inbox or f"webhooks/{one.name}" for one in PROTOCOLS} if base else {}
    urls = {name: f"{base}/api/v1/payments/{inbox}" for name, inbox in inboxes.items()}
    return {**urls, **({own.NAME: webhook_url} if webhook_url else {})}


if __name__ == "__main__":
    main()
