"""Bring a database to the newest revision, or say how far it is."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

HERE = Path(__file__).parent


def config(url: str) -> Config:
    """Alembic's configuration without an ini file."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.attributes["url"] = url
    return made


def upgrade(url: str, revision: str = "head") -> None:
    """Apply what is missing. `url` is the login that owns the tables; safe to run from several servers at once."""
    command.upgrade(config(url), revision)


def newest() -> str:
    """The last revision in the history."""
    head = ScriptDirectory.from_config(config("")).get_current_head()
    assert head is not None
    return head
