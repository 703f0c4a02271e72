"""Starts the payment peer (the sandbox provider and every other protocol) as the separate program it is."""

from __future__ import annotations

import os
import sys
from urllib.parse import urlsplit

from smartbooking.infra.settings import Settings


def serve_sandbox(settings: Settings, port: int | None) -> None:
    """Become the provider's process; it shares nothing with ours but two secrets and an address for messages."""
    chosen = port or urlsplit(settings.sandbox_url).port or 8100
    os.environ["SMARTBOOKING_SANDBOX_API_KEY"] = settings.sandbox_api_key.get_secret_value()
    os.environ["SMARTBOOKING_SANDBOX_WEBHOOK_SECRET"] = settings.sandbox_webhook_secret.get_secret_value()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    os.execv(  # noqa: S606  # our own interpreter and module
        sys.executable,
        [
            sys.executable, "-m", "smartbooking.sandbox_provider", "--port", str(chosen),
            "--ledger", str(settings.data_dir / "paysim.sqlite3"),
            "--merchant-url", f"http://127.0.0.1:{settings.port}",
            *(["--mail-port", str(settings.smtp_port)] if settings.practice_inbox_url else []),
        ],
    )  # fmt: skip
