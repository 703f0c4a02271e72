"""Adapters: one file per provider. A new one is a class with `kind`, `send` and `close`, and a line below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from pydantic import SecretStr

from smartbooking.infra.settings import Settings
from smartbooking.notifications.ports import Road
from smartbooking.notifications.roads import smtp, twilio

Builder = Callable[[Settings], Road | None]
BUILDERS: Final[tuple[Builder, ...]] = (smtp.build, twilio.build)
# Settings that only make sense together.
TOGETHER: Final[Mapping[str, tuple[str, ...]]] = {
    "e-mail": ("smtp_host", "mail_from"),
    "e-mail login": ("smtp_username", "smtp_password"),
    "SMS": ("twilio_account_sid", "twilio_auth_token", "twilio_from"),
}


def build_all(settings: Settings) -> tuple[Road, ...]:
    """Every road the settings configure whole."""
    return tuple(road for build in BUILDERS if (road := build(settings)) is not None)


def any_road_named(settings: Settings) -> bool:
    """Whether anything about a real road is set, even in part: then nobody practises."""
    return any(_filled(getattr(settings, name)) for names in TOGETHER.values() for name in names)


def half_configured(settings: Settings) -> tuple[str, ...]:
    """For each road that is configured in part: what is missing, by the names of the environment."""
    found = []
    for road, names in TOGETHER.items():
        empty = [name for name in names if not _filled(getattr(settings, name))]
        if empty and len(empty) < len(names):
            found.append(f"{road} needs {', '.join(f'SMARTBOOKING_{name.upper()}' for name in empty)}")
    if settings.smtp_username and not settings.smtp_host:
        found.append("e-mail login needs SMARTBOOKING_SMTP_HOST")
    return tuple(found)


def _filled(value: object) -> bool:
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)
