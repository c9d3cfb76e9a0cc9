#!/usr/bin/env bash
# test.sh full|quick|changed: set-up and tests; the last thing printed is pytest's summary.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/system.sh

# What points a real portal at its services must not reach the tests.
unset DATABASE_URL PORT PORTAL_ENV SECRET_KEY PUBLIC_URL TRUSTED_PROXIES REDIS_URL SMTP_URL "${!S3_@}" "${!OIDC_@}"
# Dozens of processes are started: each file is compiled once, not once in each of them.
unset PYTHONDONTWRITEBYTECODE
export PYTHONUTF8=1
# Programs the tests ask answer in one language, whatever the machine speaks.
export LC_ALL=C.UTF-8

# Databases and files of tests live a moment: in memory where there is room, so that no disk is waited for.
in_memory() {
  local free
  free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1) || return 0
  if [ -w /dev/shm ] && [ "${free:-0}" -gt 6000000 ]; then
    TMPDIR=$(mktemp -d /dev/shm/portal-tests.XXXXXX)
    export TMPDIR
    trap 'rm -rf "$TMPDIR"' EXIT
  fi
}

case ${1:-} in
  full)
    install_missing "the tests" "${TEST_NEEDS[@]}" || exit 1
    bash scripts/environment.sh dev
    bash scripts/translations.sh compile
    bash scripts/lint.sh
    in_memory
    .venv/bin/python -m pytest -n 3
    ;;
  quick)
    install_missing "drawing papers" "${RUN_NEEDS[@]}" || true
    bash scripts/environment.sh dev
    bash scripts/translations.sh compile
    in_memory
    .venv/bin/python -m pytest -n 2 -m "not slow and not browser and not postgres"
    ;;
  changed)
    install_missing "drawing papers" "${RUN_NEEDS[@]}" || true
    bash scripts/environment.sh dev
    bash scripts/translations.sh compile
    chosen=$(.venv/bin/python -m tests.choosing)
    [ -n "$chosen" ] || exit 0
    in_memory
    mapfile -t chosen <<<"$chosen"
    .venv/bin/python -m pytest -n 2 -m "not browser and not postgres" "${chosen[@]}"
    ;;
  *) echo "usage: test.sh full|quick|changed" >&2; exit 2 ;;
esac
