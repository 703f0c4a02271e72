"""Settings are documented, and production refuses what it must not run with."""

from __future__ import annotations

import zoneinfo
from pathlib import Path

import pytest

from smartbooking.infra.settings import Settings, UnsafeSettings, load_settings

EXAMPLE = Path(__file__).parents[2] / "env.example"
WITHOUT_PREFIX = {"DATABASE_URL", "REDIS_URL"}


def documented() -> dict[str, str]:
    lines = [line for line in EXAMPLE.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_env_example_names_exactly_the_settings_that_exist() -> None:
    expected = {f"SMARTBOOKING_{name.upper()}" for name in Settings.model_fields}
    expected = {name.removeprefix("SMARTBOOKING_") if name[13:] in WITHOUT_PREFIX else name for name in expected}

    assert set(documented()) == expected


def test_env_example_shows_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in documented().items():
        monkeypatch.setenv(name, value)

    assert Settings(_env_file=None) == Settings.model_construct(**{  # type: ignore[call-arg]
        name: field.get_default(call_default_factory=True) for name, field in Settings.model_fields.items()
    })  # fmt: skip


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"public_url": "https://book.example", "test_failpoints": True}, "FAILPOINTS"),
        ({"public_url": "http://book.example"}, "https"),
    ],
)
def test_production_refuses_unsafe_settings(values: dict[str, object], word: str) -> None:
    with pytest.raises(UnsafeSettings, match=word):
        load_settings(mode="production", **values)


def test_time_zones_come_from_the_locked_package_only() -> None:
    assert zoneinfo.TZPATH == ()
