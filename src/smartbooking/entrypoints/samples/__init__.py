"""Small invented files in the formats the importers read, a few of their rows wrong on purpose."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path


def sample(name: str) -> Path:
    """The path of `listings.csv` or `reservations.csv` as shipped with the product."""
    with as_file(files("smartbooking.entrypoints.samples").joinpath(name)) as path:
        return path
