"""The processes of `run`: started together, started again when one ends by itself, ended together."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

import typer

Start = Callable[[], "subprocess.Popen[bytes]"]
DRAIN_SECONDS: Final = 25
# So often within a minute a part may end by itself; whatever ends more often has a reason that stays.
AGAIN: Final = 5


def stop_signals() -> threading.Event:
    """Set when somebody presses Ctrl+C or the service manager asks to stop."""
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    return stopped


def keep_running(starts: Sequence[Start], stopped: threading.Event) -> int | None:
    """Run all parts until `stopped`, then end them; None. The status of a part that ended over and over, else."""
    parts = [start() for start in starts]
    ends: list[float] = []
    try:
        while not stopped.wait(0.2):
            for number, part in enumerate(parts):
                if part.poll() is None:
                    continue
                ends = [at for at in ends if at > time.monotonic() - 60] + [time.monotonic()]
                if len(ends) > AGAIN:
                    return part.returncode or 1
                typer.secho(
                    f"a part of the product ended with status {part.returncode}; it is started again.", err=True
                )
                parts[number] = starts[number]()
        return None
    finally:
        _end(parts)


def _end(parts: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask all to finish what they are doing, the last started first; after the time for draining they are killed."""
    for part in reversed(parts):
        if part.poll() is None:
            part.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + DRAIN_SECONDS + 5
    for part in parts:
        try:
            part.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            part.kill()
