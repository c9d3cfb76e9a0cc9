#!/usr/bin/env bash
# Removes what can be made again: environment, caches, compiled words, test results. The data in instance/ stays.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rm -rf .venv .cache .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
find . -name __pycache__ -type d -prune -exec rm -rf {} +
find translations -name '*.mo' -delete
