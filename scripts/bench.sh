#!/usr/bin/env bash
# The benchmarks, with the same set-up as the tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/system.sh

install_missing "the benchmarks" "${TEST_NEEDS[@]}" || exit 1
bash scripts/environment.sh dev
bash scripts/translations.sh compile
exec .venv/bin/python -m bench
