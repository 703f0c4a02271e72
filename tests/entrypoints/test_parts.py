"""The processes of `run`: one that dies comes back, one that can not live ends the rest with it."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from smartbooking.entrypoints.cli.parts import AGAIN, Start, keep_running

LIVES = "import time; time.sleep(600)"


def part(code: str, started: list[subprocess.Popen[bytes]]) -> Start:
    def start() -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-c", code]))
        return started[-1]

    return start


def test_a_part_that_dies_is_started_again_and_all_end_when_asked_to(tmp_path: Path) -> None:
    marker, stopped = tmp_path / "was here", threading.Event()
    dies_once = f"import pathlib; p = pathlib.Path({str(marker)!r}); n = p.exists(); p.touch(); n or exit(3); " + LIVES
    frail: list[subprocess.Popen[bytes]] = []
    sound: list[subprocess.Popen[bytes]] = []
    starts = [part(dies_once, frail), part(LIVES, sound)]
    kept: list[int | None] = []
    keeper = threading.Thread(target=lambda: kept.append(keep_running(starts, stopped)))
    keeper.start()
    while len(frail) < 2:
        keeper.join(0.05)
    stopped.set()
    keeper.join()

    assert kept == [None]
    assert (len(frail), len(sound), frail[0].returncode) == (2, 1, 3)
    assert None not in [one.poll() for one in (*frail, *sound)]


def test_a_part_that_ends_again_and_again_ends_the_others_with_its_status() -> None:
    frail: list[subprocess.Popen[bytes]] = []
    sound: list[subprocess.Popen[bytes]] = []

    assert keep_running([part("exit(7)", frail), part(LIVES, sound)], threading.Event()) == 7
    assert (len(frail), len(sound)) == (AGAIN + 1, 1)
    assert sound[0].returncode is not None
