"""One PostgreSQL server of our own: create its directory, start it, assert that it is durable, stop it.

Invariant: a directory that is not ours, is of another version or is already served is never written to.
"""

from __future__ import annotations

import contextlib
import functools
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from smartbooking.infra.postgres import binaries

MARKER = "smartbooking.owner"
SUPERUSER = "postgres"
APP_LOGIN = "smartbooking"
START_SECONDS = 60.0
STOP_SECONDS = 20.0
# How long the last processes of a killed server may take to notice that it is gone.
ORPHANS_SECONDS = 20.0
_ORPHANS = "pre-existing shared memory block"


class BrokenDataDirectory(RuntimeError):
    """The data directory can not be used as it is; the message says why and what to do."""


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """A program of ours, with what it said; the caller judges its status."""
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603


@functools.cache
def _unprivileged_prefix() -> tuple[str, ...]:
    """What to put before a server program: PostgreSQL refuses to run as root, so root enters a user namespace."""
    if os.geteuid() != 0:
        return ()
    namespace = ("unshare", "-U", "--map-user=65534", "--map-group=65534")
    if shutil.which("unshare") and _run([*namespace, "true"]).returncode == 0:
        return namespace
    if shutil.which("setpriv"):
        return ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    raise BrokenDataDirectory(
        "PostgreSQL does not run as root and this machine allows no user namespace: start as an ordinary user"
    )


def _answers(port: str) -> bool:
    """True when something listens on that local port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return port.isdigit() and probe.connect_ex(("127.0.0.1", int(port))) == 0


def free_port() -> int:
    """A TCP port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class PostgresServer:
    """A server on `data_dir`. `options` are further `-c name=value` settings (tests use them, the product none)."""

    data_dir: Path
    options: Sequence[str] = ()
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    socket_dir: Path = field(init=False)

    def __post_init__(self) -> None:
        self.data_dir = self.data_dir.resolve()
        # Short and private: a socket path is limited to about 100 bytes.
        self.socket_dir = Path(tempfile.gettempdir()) / f"sb-pg-{os.getpid()}-{secrets.token_hex(3)}"

    @property
    def _password_file(self) -> Path:
        return self.data_dir.parent / f"{self.data_dir.name}.password"

    def url(self, database: str = "postgres", user: str = SUPERUSER) -> str:
        """Address of a database for a login: the superuser owns the tables, APP_LOGIN may only use them."""
        password = quote(self._password_file.read_text().strip(), safe="")
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Create the directory on first use, serve it, wait until it answers. Raises BrokenDataDirectory."""
        self._check_directory()
        if not (self.data_dir / "PG_VERSION").exists():
            self._create()
        self.port = self.port or free_port()
        patience = time.monotonic() + ORPHANS_SECONDS
        while (refusal := self._serve()) is not None:
            if _ORPHANS not in refusal:
                raise BrokenDataDirectory(f"PostgreSQL did not start on {self.data_dir}. Its log says:\n{refusal}")
            if time.monotonic() > patience:
                raise BrokenDataDirectory(
                    f"processes of a killed server still work on {self.data_dir} and do not end. End them "
                    f"(their command begins with 'postgres'), then start again; nothing was changed."
                )
            time.sleep(0.2)

    def _serve(self) -> str | None:
        """One try to start; what the log says when the server did not come up."""
        self.socket_dir.mkdir(mode=0o777, exist_ok=True)
        log_path = self.data_dir.parent / f"{self.data_dir.name}.log"
        with log_path.open("ab") as log:
            before = log.tell()
            self.process = subprocess.Popen(  # noqa: S603
                [*_unprivileged_prefix(), binaries.program("postgres"), "-D", str(self.data_dir), *self._settings()],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        if self._comes_up():
            return None
        self.stop()
        said = log_path.read_bytes()[before:].decode(errors="replace")
        return "\n".join(said.splitlines()[-8:])

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, everything committed is on disk."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(STOP_SECONDS)
        self.process = None
        shutil.rmtree(self.socket_dir, ignore_errors=True)

    def kill(self) -> None:
        """SIGKILL to the postmaster and its children, as a power cut would be; only for drills."""
        if self.process is None:
            return
        # Backends lead their own process groups, so each child is named before the postmaster dies.
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for pid in (self.process.pid, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(STOP_SECONDS)
        self.process = None
        shutil.rmtree(self.socket_dir, ignore_errors=True)

    def __enter__(self) -> PostgresServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _settings(self) -> list[str]:
        values = [
            "listen_addresses=127.0.0.1", f"port={self.port}", f"unix_socket_directories={self.socket_dir}",
            "max_connections=200", "shared_buffers=64MB", "timezone=UTC", "log_timezone=UTC",
            "track_commit_timestamp=on", "log_min_messages=warning", *self.options,
        ]  # fmt: skip
        return [part for value in values for part in ("-c", value)]

    def _check_directory(self) -> None:
        if not self.data_dir.exists() or not any(self.data_dir.iterdir()):
            return
        if not (self.data_dir / MARKER).exists():
            raise BrokenDataDirectory(
                f"{self.data_dir} holds something SmartBooking did not make; it is left untouched. "
                "Choose another place with SMARTBOOKING_DATA_DIR."
            )
        version_file = self.data_dir / "PG_VERSION"
        if not version_file.exists():
            raise BrokenDataDirectory(
                f"{self.data_dir} was begun but never finished. It holds no bookings: delete it and start again."
            )
        version, ours = version_file.read_text().strip(), self._program_version()
        if version != ours:
            raise BrokenDataDirectory(
                f"{self.data_dir} belongs to PostgreSQL {version}, this is {ours}. Dump it with the old programs "
                "and restore it here; see docs/operations.md."
            )
        if not (self.data_dir / "global" / "pg_control").exists() or not self._password_file.exists():
            raise BrokenDataDirectory(
                f"{self.data_dir} is damaged (control or password file is missing). Restore it from a backup; "
                "nothing was changed."
            )
        self._check_nobody_serves_it()

    def _check_nobody_serves_it(self) -> None:
        pid_file = self.data_dir / "postmaster.pid"
        if not pid_file.exists():
            return
        lines = pid_file.read_text().splitlines()
        if len(lines) > 3 and _answers(lines[3]):
            raise BrokenDataDirectory(
                f"another SmartBooking already serves {self.data_dir} (process {lines[0]}). Stop it first, "
                "or choose another SMARTBOOKING_DATA_DIR."
            )
        # A killed server leaves the file behind. Inside a namespace its pid means nothing, so PostgreSQL
        # could mistake an unrelated process for the old server and refuse to start.
        pid_file.unlink(missing_ok=True)

    @staticmethod
    def _program_version() -> str:
        return _run([binaries.program("postgres"), "--version"]).stdout.split()[-1].partition(".")[0]

    def _create(self) -> None:
        # Made aside and renamed: a crash half-way leaves nothing that looks like a database.
        aside = self.data_dir.with_name(f"{self.data_dir.name}.new")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True, mode=0o700)
        password = secrets.token_urlsafe(24)
        descriptor = os.open(self._password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(password + "\n")
        if _unprivileged_prefix()[:1] == ("setpriv",):
            shutil.chown(aside, 65534, 65534)
            shutil.chown(self._password_file, 65534, 65534)
        command = [
            *_unprivileged_prefix(), binaries.program("initdb"), "-D", str(aside), "-U", SUPERUSER,
            "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8",
            "--auth=scram-sha-256", f"--pwfile={self._password_file}", "--no-instructions",
        ]  # fmt: skip
        made = _run(command)
        if made.returncode != 0:
            raise BrokenDataDirectory(f"initdb failed in {self.data_dir}: {made.stderr.strip()[-500:]}")
        (aside / MARKER).write_text("This PostgreSQL directory belongs to SmartBooking.\n")
        if self.data_dir.exists():
            self.data_dir.rmdir()  # empty, as _check_directory saw
        aside.rename(self.data_dir)

    def _comes_up(self) -> bool:
        """False when the server ended or does not answer in time."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process is not None and self.process.poll() is None:
            if _run([binaries.program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode == 0:
                return True
            time.sleep(0.05)
        return False
