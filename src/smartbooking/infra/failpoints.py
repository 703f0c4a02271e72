"""Named places where a drill stops or slows the process; free of cost and effect unless switched on.

`SMARTBOOKING_TEST_FAILPOINTS=1` enables them; `SMARTBOOKING_FAIL_AT=K3` then kills the process (SIGKILL, as a
power cut would) the first time it reaches K3, `K3:2` the second time. Production refuses to start with them.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

_reached: Counter[str] = Counter()


def reach(name: str) -> None:
    """Mark that execution has come to the place `name`."""
    target = os.environ.get("SMARTBOOKING_FAIL_AT")
    if not target or os.environ.get("SMARTBOOKING_TEST_FAILPOINTS") != "1":
        return
    place, _, count = target.partition(":")
    _reached[name] += 1
    if name == place and _reached[name] == int(count or 1):
        os.kill(os.getpid(), signal.SIGKILL)
