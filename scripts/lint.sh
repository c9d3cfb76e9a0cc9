#!/usr/bin/env bash
# Every linter, all of them even when one complains; fails when any did. Their settings are in pyproject.toml, biome's in
# biome.jsonc.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

failed=()
check() {
  local name=$1
  shift
  local out
  if out=$("$@" 2>&1); then
    echo "$name: fine"
  else
    printf '%s\n' "$out"
    failed+=("$name")
  fi
}

check ruff .venv/bin/python -m ruff check .
check format .venv/bin/python -m ruff format --check .
check mypy .venv/bin/python -m mypy
check imports .venv/bin/lint-imports --no-cache
check dependencies .venv/bin/deptry .
check "dependencies of the workshop" .venv/bin/deptry tests scripts bench --exclude "^$" --extend-exclude "^$" --ignore DEP002,DEP004
check licences bash scripts/licences.sh
check "dead code" .venv/bin/python scripts/dead_code.py
check djlint .venv/bin/python -m djlint templates --lint --quiet
# Scripts and style sheets, how they are written and what they say; its wheel exists for Linux on x86-64 alone.
if [ -x .venv/bin/biome ]; then
  check biome .venv/bin/biome check --error-on-warnings --max-diagnostics=none
else
  echo "biome: not made for this machine; scripts and style sheets are not checked here"
fi

if [ "${#failed[@]}" -gt 0 ]; then
  echo "Linters that complained: ${failed[*]}" >&2
  exit 1
fi
