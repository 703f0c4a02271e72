"""Starting what a command needs: settings, the embedded database, a runtime with every module."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import TypeVar

import typer
from pydantic import ValidationError

from smartbooking.entrypoints.wiring import MODULES
from smartbooking.infra.http.app import build_runtime, start_modules
from smartbooking.infra.module import Runtime
from smartbooking.infra.postgres import binaries, embedded
from smartbooking.infra.postgres.server import BrokenDataDirectory
from smartbooking.infra.settings import Settings, UnsafeSettings, load_settings
from smartbooking.infra.telemetry import configure_logging

T = TypeVar("T")


def fail(message: str) -> typer.Exit:
    """Print what is wrong and the way out; `raise fail(...)`."""
    typer.secho(f"smartbooking: {message}", fg="red", err=True)
    return typer.Exit(1)


def read_settings(**overrides: object) -> Settings:
    """Settings, or a clear message about the wrong one."""
    try:
        settings = load_settings(**overrides)
    except ValidationError as error:
        wrong = "; ".join(f"SMARTBOOKING_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise fail(f"the settings are not right: {wrong}") from error
    except UnsafeSettings as error:
        raise fail(str(error)) from error
    configure_logging(settings)
    return settings


@contextlib.contextmanager
def with_database(settings: Settings) -> Iterator[Settings]:
    """Settings with a database behind them: the configured one, else the embedded server for as long as needed."""
    if settings.database_url:
        yield settings
        return
    server = embedded.server_for(settings)
    try:
        server.start()
        yield embedded.provide(server, settings)
    except (BrokenDataDirectory, binaries.NoPostgres) as error:
        raise fail(str(error)) from error
    finally:
        server.stop()


def with_runtime(settings: Settings, use: Callable[[Runtime], Awaitable[T]]) -> T:
    """Run a coroutine on a runtime with every module started."""

    async def run() -> T:
        runtime = build_runtime(settings)
        try:
            await start_modules(runtime, MODULES)
            return await use(runtime)
        finally:
            await runtime.database.dispose()

    return asyncio.run(run())


def run_async(work: Coroutine[object, object, T]) -> T:
    """Run a coroutine to its end."""
    return asyncio.run(work)


def ensure_port_free(host: str, port: int) -> None:
    """Say clearly when the public port is taken, and by whom that can be changed."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise fail(
                f"port {port} is taken by another program. Stop it, or choose another one: "
                f"{sys.argv[0].rsplit('/', 1)[-1]} run --port {port + 1}"
            ) from error
