"""The HTTP server of the product: all modules, the founding documents' second facade, and the web app."""

from __future__ import annotations

from fastapi import FastAPI

from smartbooking.entrypoints import facade
from smartbooking.entrypoints.http.pages import install_api_reference, install_web_app, problem_pages
from smartbooking.entrypoints.wiring import MODULES
from smartbooking.infra.http import directory
from smartbooking.infra.http.app import create_app
from smartbooking.infra.module import Runtime
from smartbooking.migrations.head import HEAD


def build_app(runtime: Runtime) -> FastAPI:
    """The complete application on a runtime."""
    runtime.parts["schema_head"] = HEAD
    app = create_app(runtime, MODULES)
    for router in facade.ROUTERS:
        directory.include(app, router)
    app.include_router(problem_pages)
    install_api_reference(app)
    install_web_app(app)
    return app
