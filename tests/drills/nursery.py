"""Processes of the product within a second: a child is forked from a process that has read the whole code already.

Reading it costs six seconds of CPU, and a drill starts hundreds of processes. Each is a process of its own with its
own environment, settings, application and connections, as if it had been started by the command; only the code was
read before. This file is also the program: it reads one order a line and answers with the number of the child.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
_PR_SET_PDEATHSIG: Final = 1


def die_with_parent() -> None:
    """In the child: should the test run itself be killed, nothing stays behind."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Child:
    """What of a Popen the drills need."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return -1
        return None

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout: float) -> int:
        deadline = time.monotonic() + timeout
        while (ended := self.poll()) is None:
            if time.monotonic() > deadline:
                raise TimeoutError(f"process {self.pid} does not end")
            time.sleep(0.01)
        return ended


class Nursery:
    """The parent of all processes of one stage. Start it from the main thread: it dies with that."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.drills.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}, preexec_fn=die_with_parent,  # noqa: PLW1509  # one system call, no lock
        )  # fmt: skip

    def start(self, words: tuple[str, ...], environment: dict[str, str], log: Path) -> Child:
        """`python -m words...` in this environment, writing to `log`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"words": words, "environment": environment, "log": str(log)}
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()
        return Child(int(self._process.stdout.readline()))

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


def _serve() -> None:
    _read_the_code()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no child stays behind as a zombie
    for line in sys.stdin.buffer:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _be(order)
        os.write(1, f"{pid}\n".encode())


def _read_the_code() -> None:
    import pgqueuer.adapters.drivers.asyncpg
    import uvicorn.protocols.http.httptools_impl
    import uvloop

    import smartbooking.entrypoints.cli.serving
    import smartbooking.entrypoints.http.server
    import smartbooking.entrypoints.worker

    assert pgqueuer
    assert uvicorn
    assert uvloop
    assert smartbooking
    gc.collect()
    gc.freeze()


def _be(order: dict[str, Any]) -> None:
    """In the child, for the rest of its life."""
    from smartbooking.entrypoints.cli import main

    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        die_with_parent()
        log = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for number, file in ((0, nothing), (1, log), (2, log)):
            os.dup2(file, number)
        os.environ.clear()
        os.environ.update(order["environment"])
        sys.argv = list(order["words"])
        main()
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    _serve()
