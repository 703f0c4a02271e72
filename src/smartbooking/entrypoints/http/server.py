"""What uvicorn loads in each server process."""

from __future__ import annotations

from fastapi import FastAPI

from smartbooking.entrypoints.http import build_app
from smartbooking.infra.http.app import build_runtime
from smartbooking.infra.settings import load_settings
from smartbooking.infra.telemetry import configure_logging


def app() -> FastAPI:
    """The application of this process, from the environment."""
    settings = load_settings()
    configure_logging(settings)
    return build_app(build_runtime(settings))
