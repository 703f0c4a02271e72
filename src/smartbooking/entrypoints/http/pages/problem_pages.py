"""The page behind every problem's `type`: what it means and the way out, straight from the class that raises it."""

from __future__ import annotations

from html import escape
from inspect import getdoc
from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from smartbooking.infra.http.problems import NoSuchAddress
from smartbooking.kernel.problem import Problem

router = APIRouter(prefix="/problems", include_in_schema=False)
_PAGE: Final = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width">
<style>body{{font:16px/1.5 system-ui;max-width:42rem;margin:3rem auto;
padding:0 1rem;color-scheme:light dark}}code{{background:#8882;padding:.1em .3em;border-radius:4px}}</style>{body}"""


def known_problems() -> dict[str, type[Problem]]:
    """Every problem class by its slug; of several with one slug the first defined."""
    found: dict[str, type[Problem]] = {}
    waiting: list[type[Problem]] = [Problem]
    while waiting:
        kind = waiting.pop(0)
        found.setdefault(kind.slug, kind)
        waiting.extend(kind.__subclasses__())
    return found


@router.get("")
async def list_problems() -> HTMLResponse:
    """All problems on one page."""
    rows = "".join(
        f'<li><a href="/problems/{slug}"><code>{slug}</code></a> {kind.status} {escape(kind.title)}</li>'
        for slug, kind in sorted(known_problems().items())
    )
    return HTMLResponse(_PAGE.format(title="Problems", body=f"<h1>Problems</h1><ul>{rows}</ul>"))


@router.get("/{slug}")
async def show_problem(slug: str) -> HTMLResponse:
    """One problem."""
    kind = known_problems().get(slug)
    if kind is None:
        raise NoSuchAddress
    # The first paragraph is for people; what follows is for those who raise it.
    text = f"<p>{escape((getdoc(kind) or '').partition(chr(10) * 2)[0])}</p>"
    again = "may be repeated." if kind.retryable else "gives the same answer when repeated."
    body = (
        f"<h1>{escape(kind.title)}</h1><p><code>{slug}</code>, HTTP status {kind.status}</p>"
        f"{text}<p>The same request {again}</p>"
        '<p><a href="/problems">All problems</a></p>'
    )
    return HTMLResponse(_PAGE.format(title=escape(kind.title), body=body))
