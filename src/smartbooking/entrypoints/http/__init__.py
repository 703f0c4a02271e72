"""The HTTP server of the product: all modules, the founding documents' second facade, and the web app."""

from __future__ import annotations

from fastapi import FastAPI

from smartbooking.entrypoints.wiring import MODULES
from smartbooking.infra.http.app import create_app
from smartbooking.infra.module import Runtime
from smartbooking.migrations.head import HEAD


def build_app(runtime: Runtime) -> FastAPI:
    """The complete application on a runtime."""
    runtime.parts["schema_head"] = HEAD
    return create_app(runtime, MODULES)
