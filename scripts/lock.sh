#!/usr/bin/env bash
# Pins every package by hash, for every platform and every Python from 3.11 on: requirements.lock to run the portal,
# requirements-dev.lock to work on it (the same versions and the tools). UPGRADE=1 takes newer versions.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

command -v uv >/dev/null 2>&1 || { echo "Locking needs uv: pip install uv" >&2; exit 1; }

upgrade=()
[ -z "${UPGRADE:-}" ] || upgrade=(--upgrade)
pin() {
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
    --no-emit-index-url --no-emit-find-links "${upgrade[@]}" pyproject.toml "$@"
}

pin -o requirements.lock
pin --group dev -c requirements.lock -o requirements-dev.lock

if grep -nE '://|--(extra-)?index|--find-links|@ file' requirements.lock requirements-dev.lock; then
  echo "A lock file names an address; it must hold none." >&2
  exit 1
fi
