"""The house stands as it is drawn: imports, sizes, words, diagrams, migrations."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tools import diagrams

from smartbooking.migrations.head import HEAD
from smartbooking.migrations.run import drift, newest
from tests import cluster

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "smartbooking"
PYTHON = [p for d in ("src/smartbooking", "tests", "tools", "bench") for p in (ROOT / d).rglob("*.py")]
FORBIDDEN_NAMES = {"utils", "helpers", "util", "helper", "manager", "managers", "misc", "common"}


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "importlinter.cli", "--config", "importlinter.toml", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    program = ROOT / ".venv" / "bin" / "lint-imports"
    if done.returncode != 0 and program.exists():
        done = subprocess.run(
            [program, "--config", "importlinter.toml", "--no-cache"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout


def test_no_file_is_longer_than_400_lines() -> None:
    long = {p.relative_to(ROOT).as_posix(): n for p in PYTHON if (n := len(p.read_text().splitlines())) > 400}
    assert long == {}


def test_no_function_is_longer_than_60_lines() -> None:
    long = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > 60:
                    long.append(f"{path.relative_to(ROOT)}:{node.name} {lines}")
    assert long == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [p for p in PYTHON if p.stem in FORBIDDEN_NAMES] == []


def test_only_edges_read_the_clock() -> None:
    """`now` is an argument everywhere else: then every rule can be tested at any time."""
    allowed = re.compile(
        r"(access\.py|infra/http/|infra/telemetry|entrypoints/|jobs\.py|sandbox_provider/|infra/health)"
    )
    found = [
        f"{path.relative_to(SOURCE)}: {match}"
        for path in SOURCE.rglob("*.py")
        if not allowed.search(path.relative_to(SOURCE).as_posix())
        for match in re.findall(r"datetime\.(?:now|utcnow|today)\(|date\.today\(", path.read_text())
    ]
    assert found == []


def test_committed_files_name_no_registry_and_no_machine_path() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    words = re.compile(
        "|".join(["pypi" + r"\.org", "registry" + r"\.npmjs", "files.python" + "hosted", "/wo" + "rk/", "/ro" + "ot/"])
    )
    found = []
    for name in filter(None, files):
        path = ROOT / name
        if path.is_file() and path.suffix not in (".woff2", ".png", ".webp", ".jpg", ".gz"):
            found += [f"{name}: {hit}" for hit in words.findall(path.read_text(errors="replace"))]
    assert found == []


def test_the_head_known_to_readiness_is_the_newest_revision() -> None:
    assert newest() == HEAD


async def test_models_and_migrations_agree(clone: cluster.Clone) -> None:
    import asyncio

    assert await asyncio.to_thread(drift, clone.owner_url) == []


def test_the_component_diagram_is_the_code() -> None:
    assert (diagrams.DIAGRAMS / "components.svg").read_text() == diagrams.components()


async def test_the_entity_diagrams_are_the_database(clone: cluster.Clone) -> None:
    assert (diagrams.DIAGRAMS / "entities.md").read_text() == await diagrams.entities(clone.owner_url)


@pytest.mark.parametrize("name", ["fsync", "synchronous_commit", "full_page_writes"])
def test_the_embedded_server_never_turns_durability_off(name: str) -> None:
    assert f"{name}=off" not in (SOURCE / "infra" / "postgres" / "server.py").read_text()
