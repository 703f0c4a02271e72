"""What a module tells the house about itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter

from smartbooking.infra.db import Database
from smartbooking.infra.events import Subscriber
from smartbooking.infra.jobs import Cron, Job, NetworkJob
from smartbooking.infra.settings import Settings
from smartbooking.infra.storage import Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """A table that holds facts about people: which columns, whose, why, and how long they are kept."""

    table: str
    columns: tuple[str, ...]
    subject: str
    purpose: str
    kept: str


@dataclass(slots=True)
class Runtime:
    """The parts one process is made of; `parts` holds what modules install for each other by name."""

    settings: Settings
    database: Database
    storage: Storage
    parts: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """Manifest of one module; `entrypoints/wiring.py` lists them all."""

    name: str
    routers: tuple[APIRouter, ...] = ()
    subscribers: tuple[Subscriber, ...] = ()
    jobs: tuple[Job | NetworkJob, ...] = ()
    crons: tuple[Cron, ...] = ()
    personal_data: tuple[PersonalData, ...] = ()
    startup: tuple[Callable[[Runtime], Awaitable[None]], ...] = ()
