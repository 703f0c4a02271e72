"""The interactive API reference at /docs, from our own origin: no page of ours loads anything from third parties."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import fastapi_offline
from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

router = APIRouter(include_in_schema=False)
# Of this package only the files are used: the reference's script and style, of a known version.
FILES: Final = Path(fastapi_offline.__file__).parent / "static"
WHERE: Final = "/docs/files"


@router.get("/docs")
async def api_reference() -> HTMLResponse:
    """Every operation with its shapes, and a form to try it."""
    return get_swagger_ui_html(
        openapi_url="/api/v1/openapi.json",
        title="SmartBooking API",
        swagger_js_url=f"{WHERE}/swagger-ui-bundle.js",
        swagger_css_url=f"{WHERE}/swagger-ui.css",
        swagger_favicon_url="/icon.svg",
        swagger_ui_parameters={"persistAuthorization": True, "docExpansion": "none", "filter": True},
    )


def install_api_reference(app: FastAPI) -> None:
    """Serve the page and its files."""
    app.mount(WHERE, StaticFiles(directory=FILES), name="reference-files")
    app.include_router(router)
