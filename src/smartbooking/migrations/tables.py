"""All tables the models declare, for the check that models and history agree."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any, Final

from sqlalchemy import MetaData

import smartbooking
from smartbooking.infra.db import Base

# Written as SQL on purpose: their triggers and constraints are the ledger, not a mapping.
LEDGER_TABLES: Final = frozenset({"resource", "claim", "calendar", "full_days", "claim_history"})
OUTSIDE_SCHEMAS: Final = frozenset({"jobs", "infra", "public", None})


def _load() -> MetaData:
    for module in pkgutil.iter_modules(smartbooking.__path__):
        name = f"smartbooking.{module.name}.models"
        if module.ispkg and importlib.util.find_spec(name) is not None:
            importlib.import_module(name)
    return Base.metadata


metadata: Final = _load()


def is_ours(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Alembic's filter: compare only what models declare; the ledger and the queue are plain SQL."""
    if kind == "table":
        schema = thing.schema
        return schema not in OUTSIDE_SCHEMAS and not (schema == "availability" and name in LEDGER_TABLES)
    # Indexes and checks of the history that no model repeats are fine: SQL is their home.
    return not (reflected and compare_to is None and kind in ("index", "unique_constraint"))
