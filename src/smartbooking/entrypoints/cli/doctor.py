"""doctor: says what is wrong with this machine or configuration, and how to mend it."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import typer
from rich.console import Console

from smartbooking.entrypoints.cli import process
from smartbooking.infra.db import durability_problems
from smartbooking.infra.module import Runtime
from smartbooking.infra.postgres import binaries
from smartbooking.infra.settings import Settings
from smartbooking.migrations.run import newest

app = typer.Typer()
MIN_FREE_GIB = 1.0


class Finding(NamedTuple):
    """One thing that was looked at; `remedy` says what to do when it is not well."""

    what: str
    well: bool
    remedy: str = ""


@app.command()
def doctor() -> None:
    """Look at everything the product needs; status 1 when something must be mended."""
    settings = process.read_settings()
    findings = [check(settings) for check in CHECKS]
    findings += _database_findings(settings)
    console = Console()
    for finding in findings:
        mark = "[green]ok  [/green]" if finding.well else "[red]bad [/red]"
        console.print(f"{mark} {finding.what}", highlight=False)
        if not finding.well:
            console.print(f"     {finding.remedy}", highlight=False)
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


def _python(_: Settings) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(f"Python {version}", sys.version_info >= (3, 11), "Python 3.11 or newer is needed.")


def _postgres_programs(settings: Settings) -> Finding:
    if settings.database_url:
        return Finding("PostgreSQL: the server of DATABASE_URL", True)
    try:
        return Finding(f"PostgreSQL programs in {binaries.home()}", True)
    except binaries.NoPostgres as error:
        return Finding("PostgreSQL programs", False, str(error))


def _may_run_postgres(settings: Settings) -> Finding:
    if settings.database_url or os.geteuid() != 0:
        return Finding("may start PostgreSQL", True)
    tools = shutil.which("unshare") or shutil.which("setpriv")
    remedy = "PostgreSQL refuses root; install util-linux (unshare) or start as an ordinary user."
    return Finding("may start PostgreSQL as root (in a user namespace)", tools is not None, remedy)


def _disk(settings: Settings) -> Finding:
    place = settings.data_dir if settings.data_dir.exists() else settings.data_dir.resolve().parent
    free = shutil.disk_usage(place).free / 2**30
    return Finding(f"{free:.1f} GiB free in {place}", free >= MIN_FREE_GIB, "Free some disk space first.")


def _writable(settings: Settings) -> Finding:
    place = settings.data_dir if settings.data_dir.exists() else settings.data_dir.resolve().parent
    remedy = "Choose another place with SMARTBOOKING_DATA_DIR."
    return Finding(f"{settings.data_dir} is writable", os.access(place, os.W_OK), remedy)


def _port(settings: Settings) -> Finding:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free = probe.connect_ex((settings.host, settings.port)) != 0
    remedy = "Something answers there (perhaps SmartBooking itself); choose another SMARTBOOKING_PORT."
    return Finding(f"port {settings.port} is free", free, remedy)


def _time_zones(_: Settings) -> Finding:
    offset = datetime(2026, 7, 1, tzinfo=UTC).astimezone(zoneinfo.ZoneInfo("Asia/Almaty")).utcoffset()
    well = offset is not None and offset.total_seconds() == 5 * 3600 and not zoneinfo.TZPATH
    return Finding("time zones come from the locked tzdata", well, "Reinstall: delete .venv and start again.")


def _web(_: Settings) -> Finding:
    from smartbooking.entrypoints.http.pages import STATIC

    return Finding("the web app is built", (STATIC / "index.html").is_file(), "Run ./smartbooking run once.")


def _gateways(settings: Settings) -> Finding:
    from smartbooking.payments.gateways import half_configured

    missing = half_configured(settings)
    return Finding("payment gateways are configured whole or not at all", not missing, "; ".join(missing) + ".")


def _roads(settings: Settings) -> Finding:
    from smartbooking.notifications.roads import half_configured

    missing = half_configured(settings)
    return Finding("roads for messages are configured whole or not at all", not missing, "; ".join(missing) + ".")


CHECKS: tuple[Callable[[Settings], Finding], ...] = (
    _python, _postgres_programs, _may_run_postgres, _disk, _writable, _port, _time_zones, _web, _gateways,
    _roads,
)  # fmt: skip


def _database_findings(settings: Settings) -> list[Finding]:
    if not settings.database_url and not (settings.data_dir / "postgres").exists():
        return [Finding("database: will be made at the first start", True)]
    try:
        with process.with_database(settings) as ready:
            return list(process.with_runtime(ready, _ask_database))
    except typer.Exit:
        return [Finding("database", False, "The line above says what is wrong with it.")]
    except OSError as error:
        return [Finding("database answers", False, f"{error}. Check DATABASE_URL.")]


async def _ask_database(runtime: Runtime) -> Iterator[Finding]:
    from sqlalchemy import text

    async with runtime.database.reading() as read:
        weak = await durability_problems(read)
        known = (await read.execute(text("select to_regclass('public.alembic_version')"))).scalar_one()
        version = (
            (await read.execute(text("select version_num from public.alembic_version"))).scalar_one_or_none()
            if known
            else None
        )
        server = (await read.execute(text("show server_version"))).scalar_one()
    return iter(
        [
            Finding(f"PostgreSQL {server} answers", int(str(server).split(".")[0]) >= 18, "Version 18 is needed."),
            Finding("the database is durable", not weak, f"{', '.join(weak)}: switch it on, or bookings can be lost."),
            Finding(f"schema at {version}", version == newest(), "Run ./smartbooking migrate."),
        ]
    )
