"""`python -m smartbooking.sandbox_provider --port 8100 --ledger var/sandbox.sqlite3 --webhook-url URL`.

The API key and the webhook secret come from the environment (SMARTBOOKING_SANDBOX_API_KEY,
SMARTBOOKING_SANDBOX_WEBHOOK_SECRET), where other users of the machine cannot read them in the process list.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Final

import uvicorn

from smartbooking.sandbox_provider.app import create_app
from smartbooking.sandbox_provider.config import Config

# Half a minute of quick tries, then for three days (Standard Webhooks has the same shape).
SCHEDULE: Final = "1,5,30,120,600,3600,7200,18000,36000,50400,72000,86400"


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="smartbooking.sandbox_provider", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--public-url", default="", help="address customers' browsers use")
    parser.add_argument("--webhook-url", default="", help="where messages go; empty: nowhere")
    parser.add_argument("--retry-seconds", default=SCHEDULE, help="comma-separated waits between deliveries")
    given = parser.parse_args()
    config = Config(
        ledger=given.ledger,
        public_url=given.public_url.rstrip("/") or f"http://{given.host}:{given.port}",
        api_key=os.environ.get("SMARTBOOKING_SANDBOX_API_KEY", "sk_sandbox_local"),
        webhook_secret=os.environ.get("SMARTBOOKING_SANDBOX_WEBHOOK_SECRET", "whsec_sandbox_local"),
        webhook_url=given.webhook_url,
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


if __name__ == "__main__":
    main()
