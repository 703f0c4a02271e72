"""Runs schemathesis over the whole schema against the application in this process, as one person of the town."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from starlette.types import Receive, Scope, Send

from smartbooking.entrypoints.http import build_app
from smartbooking.entrypoints.wiring import MODULES
from smartbooking.infra.db import Database
from smartbooking.infra.http.app import build_runtime, start_modules
from smartbooking.infra.settings import Mode, Settings
from tests import cluster
from tests.contract.world import OWN, Town, build
from tests.identity.factory import PASSWORD

CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "response_headers_conformance", "missing_required_header", "unsupported_method", "allow_header_conformance",
)  # fmt: skip
# The examples know the first password: with it, "close my account" would end the run for that person.
_ALONE = {"extra-data-sources": {"responses": False}}  # no request depends on an earlier reply
_SECRET = "quiet lake 77 pelicans"


class Stage:
    """The application with its town; everything lives in the loop that schemathesis starts."""

    def __init__(self, clone: cluster.Clone, folder: Path) -> None:
        self._clone, self._folder = clone, folder
        self.town: Town | None = None
        self.app: Any = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return
        await receive()
        database = await self._start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await database.dispose()
        await send({"type": "lifespan.shutdown.complete"})

    async def _start(self) -> Database:
        settings = Settings(
            mode=Mode.TEST, database_url=self._clone.app_url, migration_database_url=self._clone.owner_url,
            data_dir=self._folder, secret_key="test-secret-of-enough-length", rate_limits=False,
        )  # fmt: skip
        runtime = build_runtime(settings, Database(self._clone.app_url, pool=8))
        await start_modules(runtime, MODULES)
        self.app = build_app(runtime)
        transport = httpx2.ASGITransport(app=self.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
            self.town = await build(client, runtime)
            for who in ("customer", "owner", "admin"):
                await self._change_password(client, who)
        return runtime.database

    async def _change_password(self, client: httpx2.AsyncClient, who: str) -> None:
        assert self.town is not None
        body = {"currentPassword": PASSWORD, "newPassword": _SECRET}
        reply = await client.post("/api/v1/users/me/password", json=body, headers=self.town.headers[who])
        assert reply.status_code == 204, reply.text


@dataclass
class Findings:
    """What a run saw: how many requests by status, and every failed check."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    operations: set[str] = field(default_factory=set)

    def take(self, event: Any) -> None:
        if isinstance(event, events.ScenarioFinished):
            self._scenario(event)
        elif isinstance(event, events.NonFatalError):
            self.errors.append(f"{event.label}: {event.value!r}"[:500])
        elif isinstance(event, events.FatalError):
            raise event.exception

    def _scenario(self, event: events.ScenarioFinished) -> None:
        recorder = event.recorder
        self.operations.add(str(event.label))
        for interaction in recorder.interactions.values():
            self.requests += 1
            if interaction.response is not None:
                self.statuses[interaction.response.status_code] += 1
        for case_id, nodes in recorder.checks.items():
            for node in nodes:
                if node.status is Status.FAILURE and node.failure_info is not None:
                    self._failure(event.label, node, recorder, case_id)

    def _failure(self, label: str | None, node: Any, recorder: Any, case_id: str) -> None:
        failure = node.failure_info.failure
        case, response = recorder.cases[case_id].value, recorder.find_response(case_id=case_id)
        status = response.status_code if response else "none"
        said = response.text[:600] if response else ""
        key = f"{label} {node.name} {status}"
        self.failures.setdefault(key, f"{failure.message}\n{case.as_curl_command()[:1500]}\n{said}")


def settings_for(town: Town, who: str, *, examples: int, coverage: bool, seed: int) -> SchemathesisConfig:
    """A bounded, repeatable run: same seed, same requests. Real ids stand in most addresses."""
    ids = town.ids[OWN]
    places = [name for name in ids if name.endswith(("_id", "Id"))] + ["code", "key", "day", "owners", "provider"]
    names = {name: name.replace("_", "-").lower() for name in places}
    return SchemathesisConfig.from_dict({
        "seed": seed,
        "headers": town.headers[who],
        "dictionaries": {short: {"values": [ids[name]]} for name, short in names.items()},
        "parameters": {
            f"path.{name}": {"dictionary": short, "probability": 0.8} for name, short in names.items()
            if name != "session_id"  # ending the session in use would end the run
        },
        "continue-on-failure": True,
        "generation": {"max-examples": examples, "no-shrink": True, "deterministic": True, "database": "none"},
        "checks": {"enabled": False} | {check: {"enabled": True} for check in CHECKS},
        "phases": {
            "examples": _ALONE, "fuzzing": _ALONE, "coverage": _ALONE | {"enabled": coverage},
            "stateful": {"enabled": False},
        },
    })  # fmt: skip


def run(stage: Stage, who: str, *, examples: int, coverage: bool, seed: int = 20261121) -> Findings:
    """One run; the first starts the stage."""
    schemathesis.openapi.from_asgi("/api/v1/openapi.json", stage)
    assert stage.town is not None
    config = settings_for(stage.town, who, examples=examples, coverage=coverage, seed=seed)
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", stage, config=config)
    findings = Findings()
    for event in _events(schema):
        findings.take(event)
    return findings


def _events(schema: Any) -> Iterator[Any]:
    yield from from_schema(schema).execute()
