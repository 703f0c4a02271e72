"""The embedded server: real, durable, careful with directories that are not its own."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

import asyncpg
import pytest

from smartbooking.infra.postgres import server as module
from smartbooking.infra.postgres.server import MARKER, BrokenDataDirectory, PostgresServer


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that was served once and stopped well."""
    directory = tmp_path_factory.mktemp("embedded") / "pg"
    with PostgresServer(directory):
        pass
    return directory


async def rows(server: PostgresServer) -> list[int]:
    connection = await asyncpg.connect(server.url())
    await connection.execute("create table if not exists kept (x int)")
    found = [row["x"] for row in await connection.fetch("select x from kept order by x")]
    await connection.close()
    return found


async def write(server: PostgresServer, number: int) -> None:
    connection = await asyncpg.connect(server.url())
    await connection.execute("insert into kept values ($1)", number)
    await connection.close()


async def test_it_is_postgresql_18_and_durable(served: Path) -> None:
    with PostgresServer(served) as server:
        connection = await asyncpg.connect(server.url())
        names = (
            "server_version_num",
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "TimeZone",
            "password_encryption",
        )
        values = {name: await connection.fetchval(f"show {name}") for name in names}
        await connection.close()

    assert int(values.pop("server_version_num")) // 10000 == 18
    assert values == {
        "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "TimeZone": "UTC",
        "password_encryption": "scram-sha-256",
    }  # fmt: skip


async def test_what_was_committed_survives_kill_9(served: Path) -> None:
    server = PostgresServer(served)
    server.start()
    await rows(server)
    await write(server, 7)
    server.kill()

    with PostgresServer(served) as again:
        assert await rows(again) == [7]


async def test_it_needs_the_password(served: Path) -> None:
    with PostgresServer(served) as server, pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(f"postgresql://postgres:wrong@127.0.0.1:{server.port}/postgres")


def test_a_second_server_on_the_same_directory_is_refused(served: Path) -> None:
    with PostgresServer(served), pytest.raises(BrokenDataDirectory, match="already serves"):
        PostgresServer(served).start()


def test_a_foreign_directory_is_left_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("precious")

    with pytest.raises(BrokenDataDirectory, match="did not make"):
        PostgresServer(tmp_path).start()

    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ({MARKER: ""}, "never finished"),
        ({MARKER: "", "PG_VERSION": "14"}, "PostgreSQL 14"),
        ({MARKER: "", "PG_VERSION": "18"}, "damaged"),
    ],
)
def test_a_broken_directory_gets_a_clear_message_and_is_never_overwritten(
    tmp_path: Path, files: dict[str, str], word: str
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content)

    with pytest.raises(BrokenDataDirectory, match=word):
        PostgresServer(tmp_path).start()

    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == files


def frozen_child(server: PostgresServer) -> int:
    """A process of the server that does not notice anything any more."""
    assert server.process is not None
    pid = server.process.pid
    child = int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
    os.kill(child, signal.SIGSTOP)
    return child


def test_a_start_waits_for_the_last_process_of_a_killed_server(served: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = PostgresServer(served)
    server.start()
    assert server.process is not None
    child = frozen_child(server)
    server.process.kill()
    server.process.wait()

    monkeypatch.setattr(module, "ORPHANS_SECONDS", 0.0)
    with pytest.raises(BrokenDataDirectory, match="processes of a killed server"):
        PostgresServer(served).start()

    monkeypatch.setattr(module, "ORPHANS_SECONDS", 60.0)
    tries: list[str | None] = []
    serve = PostgresServer._serve

    def ends_after_the_first_try(self: PostgresServer) -> str | None:
        tries.append(serve(self))
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        return tries[-1]

    monkeypatch.setattr(PostgresServer, "_serve", ends_after_the_first_try)
    with PostgresServer(served):
        assert "shared memory block" in str(tries[0])
        assert tries[-1] is None
