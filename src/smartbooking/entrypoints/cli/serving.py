"""run, serve, worker, sandbox: the processes of the product."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from typing import Annotated

import typer
import uvicorn
from pydantic import SecretStr

from smartbooking.entrypoints.cli import parts, process
from smartbooking.entrypoints.cli.importing import seed_demo, show_accounts
from smartbooking.entrypoints.wiring import MODULES
from smartbooking.infra.postgres.server import free_port
from smartbooking.infra.settings import Mode, Settings, SmtpSecurity
from smartbooking.migrations.run import upgrade
from smartbooking.notifications.roads import any_road_named
from smartbooking.sandbox_provider.protocols import kaspi_qr, twilio

app = typer.Typer()
_BIN = "organization_bin"
Port = Annotated[int | None, typer.Option(help="Port of the public address")]
MetricsPort = Annotated[
    int | None, typer.Option(min=1, max=65535, help="Port of /metrics for Prometheus; without it nothing listens")
]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Server processes")]


@app.command()
def run(port: Port = None, workers: Workers = 1) -> None:
    """Everything at once: database, server, worker, sandbox payments and demo data, at http://localhost:8000."""
    settings = process.read_settings(**({"port": port} if port else {}))
    process.ensure_port_free(settings.host, settings.port)
    with process.with_database(settings) as connected:
        upgrade(connected.owner_database_url)
        ready = with_practice(connected, f"http://127.0.0.1:{free_port()}", mail_port=free_port())
        show_accounts(process.with_runtime(ready, seed_demo))
        verbs = (("sandbox",), ("worker",), ("serve", "--workers", str(workers)))
        typer.secho(f"\n  SmartBooking is at {ready.base_url}   (API: /docs, stop with Ctrl+C)\n", bold=True)
        failed = parts.keep_running([partial(_child, ready, *words) for words in verbs], parts.stop_signals())
    if failed is not None:
        raise process.fail(f"a part of the product ends with status {failed} again and again; its last lines say why.")


def with_practice(settings: Settings, sandbox: str, *, mail_port: int) -> Settings:
    """The sandbox's card; Kaspi QR, mail and short messages at the sandbox unless real ones are configured."""
    practice: dict[str, object] = {"sandbox_url": sandbox}
    if not settings.kaspi_qr_url:
        practice |= {
            "kaspi_qr_url": f"{sandbox}/kaspi_qr",
            **{f"kaspi_qr_{name}": SecretStr(value) for name, value in kaspi_qr.ACCOUNT.items() if name != _BIN},
            f"kaspi_qr_{_BIN}": kaspi_qr.ACCOUNT[_BIN],
        }
    if settings.mode is not Mode.PRODUCTION and not any_road_named(settings):
        practice |= {
            "smtp_host": "127.0.0.1", "smtp_port": mail_port, "smtp_security": SmtpSecurity.NONE,
            "mail_from": "trial@smartbooking.invalid", "twilio_url": f"{sandbox}/twilio",
            "twilio_account_sid": twilio.ACCOUNT["account_sid"],
            "twilio_auth_token": SecretStr(twilio.ACCOUNT["auth_token"]), "twilio_from": twilio.ACCOUNT["from"],
            "practice_inbox_url": f"{sandbox}/inbox",
        }  # fmt: skip
    return settings.model_copy(update=practice)


@app.command()
def serve(port: Port = None, workers: Workers = 1) -> None:
    """The HTTP server alone, on a database that is already migrated (DATABASE_URL)."""
    settings = process.read_settings(**({"port": port} if port else {}))
    if not settings.database_url:
        raise process.fail("serve needs DATABASE_URL; for everything at once use: smartbooking run")
    uvicorn.run(
        "smartbooking.entrypoints.http.server:app", factory=True, host=settings.host, port=settings.port,
        workers=workers,
        loop="uvloop", http="httptools", access_log=False, log_config=None, server_header=False,
        # Who a forwarded address is believed from is our own setting (trusted_proxies), not the server's default.
        proxy_headers=False,
        timeout_graceful_shutdown=parts.DRAIN_SECONDS, timeout_keep_alive=30, backlog=4096,
    )  # fmt: skip


@app.command()
def worker(metrics_port: MetricsPort = None) -> None:
    """Background jobs: events, notifications, payments, clean-up (DATABASE_URL)."""
    from smartbooking.entrypoints.worker import show_metrics, work

    settings = process.read_settings()
    if not settings.database_url:
        raise process.fail("worker needs DATABASE_URL; for everything at once use: smartbooking run")
    if metrics_port is not None:
        try:
            show_metrics(settings.host, metrics_port)
        except OSError as error:
            raise process.fail(f"the metrics can not be shown on port {metrics_port}: {error.strerror}") from error
    process.with_runtime(settings, lambda runtime: work(runtime, MODULES))


@app.command()
def sandbox(port: Port = None) -> None:
    """The sandbox payment provider: a separate process with its own books, for demonstrations and tests."""
    from smartbooking.entrypoints.cli.sandbox import serve_sandbox

    serve_sandbox(process.read_settings(), port)


def _child(settings: Settings, *words: str) -> subprocess.Popen[bytes]:
    """One process of the product, told about the database through its environment."""
    environment = {
        **os.environ,
        "SMARTBOOKING_DATABASE_URL": settings.database_url,
        "SMARTBOOKING_MIGRATION_DATABASE_URL": settings.owner_database_url,
        "SMARTBOOKING_DATA_DIR": str(settings.data_dir.resolve()),
        "SMARTBOOKING_SANDBOX_URL": settings.sandbox_url,
        "SMARTBOOKING_KASPI_QR_URL": settings.kaspi_qr_url,
        "SMARTBOOKING_KASPI_QR_DEVICE_TOKEN": settings.kaspi_qr_device_token.get_secret_value(),
        "SMARTBOOKING_KASPI_QR_API_KEY": settings.kaspi_qr_api_key.get_secret_value(),
        "SMARTBOOKING_KASPI_QR_ORGANIZATION_BIN": settings.kaspi_qr_organization_bin,
        **roads_of(settings),
        "SMARTBOOKING_PORT": str(settings.port),
        "SMARTBOOKING_HOST": settings.host,
    }
    return subprocess.Popen([sys.executable, "-m", "smartbooking", *words], env=environment)  # noqa: S603


def roads_of(settings: Settings) -> dict[str, str]:
    """The roads for messages as the environment of another process."""
    return {
        "SMARTBOOKING_SMTP_HOST": settings.smtp_host,
        "SMARTBOOKING_SMTP_PORT": str(settings.smtp_port),
        "SMARTBOOKING_SMTP_SECURITY": settings.smtp_security.value,
        "SMARTBOOKING_MAIL_FROM": settings.mail_from,
        "SMARTBOOKING_TWILIO_URL": settings.twilio_url,
        "SMARTBOOKING_TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "SMARTBOOKING_TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
        "SMARTBOOKING_TWILIO_FROM": settings.twilio_from,
        "SMARTBOOKING_PRACTICE_INBOX_URL": settings.practice_inbox_url,
    }
