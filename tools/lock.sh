#!/bin/sh
# Makes the lock files anew: hashes only, no addresses. Run after changing a requirements*.in file.
set -eu
cd "$(dirname "$0")/.."
for name in requirements requirements-dev requirements-risk; do
  .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet \
    "$@" "$name.in" -o "$name.lock"
done
if grep -nE 'https?://|--(extra-)?index-url|--find-links' requirements.lock requirements-dev.lock requirements-risk.lock; then
  echo "A lock file names an address; locks must hold names and hashes only." >&2
  exit 1
fi
