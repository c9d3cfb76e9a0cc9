#!/usr/bin/env bash
# Mends what can be mended without thinking: imports, safe rules of ruff, layout. Templates are looked at, never changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

.venv/bin/python -m ruff check --fix-only .
.venv/bin/python -m ruff format .
.venv/bin/python -m djlint templates --lint --quiet
