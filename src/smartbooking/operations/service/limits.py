"""Which limits there are, what they may be, and what they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import ValidationError

from smartbooking.infra.bounds import CHANGEABLE, Change, kind_of
from smartbooking.infra.http.limits import QUOTA, QUOTAS
from smartbooking.infra.settings import Settings
from smartbooking.kernel.page import MAX_LIMIT
from smartbooking.kernel.problem import FieldError, Invalid, NotFound

WITH_A_RESTART: Final = ("max_body_bytes", "max_upload_bytes", "database_statement_timeout_seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit, what the installation says of it, and the last change somebody made."""

    name: str
    usual: str
    said_in: Literal["default", "environment", "code"]
    kind: Literal["setting", "rate"] = "setting"
    by: str | None = None
    changeable: bool = True
    change: Change | None = None

    @property
    def changed(self) -> str | None:
        """None where the installation's word holds."""
        return self.change.value if self.change else None


def standing(settings: Settings, changes: Mapping[str, Change]) -> list[Limit]:
    """All limits: settings, what is fixed in the code, rates."""
    set_here = [
        Limit(
            name=name, usual=str(getattr(settings, name)), changeable=name in CHANGEABLE, change=changes.get(name),
            said_in="environment" if name in settings.model_fields_set else "default",
        )
        for name in (*CHANGEABLE, *WITH_A_RESTART)
    ]  # fmt: skip
    fixed = Limit(name="page_size", usual=str(MAX_LIMIT), said_in="code", changeable=False)
    rates = [
        Limit(name=one.name, usual=one.quota, said_in="code", kind="rate", by=one.by, change=changes.get(one.name))
        for one in sorted(QUOTAS.values(), key=lambda one: one.name)
    ]
    return [*set_here, fixed, *rates]


def allowed(name: str, value: str | None) -> str | None:
    """The value as it is kept. Raises NotFound for a limit nobody can change, Invalid for what it cannot be."""
    if name in QUOTAS:
        return _quota(value)
    if name not in CHANGEABLE:
        raise NotFound
    if value is None:
        return None
    try:
        return str(kind_of(name).validate_python(value.strip()))
    except ValidationError as error:
        raise Invalid(FieldError("/value", str(error.errors()[0]["msg"]), "not-allowed")) from error


def bounds(name: str) -> tuple[int | None, int | None]:
    """Least and most a setting may be, where it is a number."""
    if name not in CHANGEABLE:
        return None, None
    schema = kind_of(name).json_schema()
    return schema.get("minimum"), schema.get("maximum")


def _quota(value: str | None) -> str | None:
    if value is not None and not QUOTA.fullmatch(value.strip()):
        raise Invalid(FieldError("/value", "Write it like 10/minute, 20/hour or 100/day.", "not-allowed"))
    return value.strip() if value is not None else None
