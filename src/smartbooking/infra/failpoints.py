"""Named places where a drill stops the process; free of cost and effect unless switched on.

`SMARTBOOKING_TEST_FAILPOINTS=1` enables them; `SMARTBOOKING_FAIL_AT=K3` then kills the process (SIGKILL, as a
power cut would) the first time it reaches K3, `K3:2` the second time. `K3:1:pause` freezes it there instead, until
somebody lets it go on: meanwhile a drill kills what the process depends on. `@file` reads all that from a file each
time, so that a running process can be armed. Production refuses to start with them.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from pathlib import Path

_reached: Counter[tuple[str, int]] = Counter()


def reach(name: str) -> None:
    """Mark that execution has come to the place `name`."""
    target = os.environ.get("SMARTBOOKING_FAIL_AT")
    if not target or os.environ.get("SMARTBOOKING_TEST_FAILPOINTS") != "1":
        return
    armed_at = 0
    if target.startswith("@"):
        file = Path(target[1:])
        target, armed_at = file.read_text().strip(), file.stat().st_mtime_ns
    place, count, act, *_ = *target.split(":"), "", ""
    if name != place:
        return
    _reached[target, armed_at] += 1
    if _reached[target, armed_at] == int(count or 1):
        os.kill(os.getpid(), signal.SIGSTOP if act == "pause" else signal.SIGKILL)
