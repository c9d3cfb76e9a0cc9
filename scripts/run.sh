#!/usr/bin/env bash
# Everything a bare Debian or Ubuntu machine needs, then the portal with its worker. Started again, it is up in seconds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/system.sh

# Without these libraries the portal runs and only its papers cannot be drawn, so a miss is said and passed over.
install_missing "drawing papers" "${RUN_NEEDS[@]}" || true
bash scripts/environment.sh run
bash scripts/translations.sh compile
# Files and lines are in UTF-8, whatever the machine speaks.
export PYTHONUTF8=1
exec .venv/bin/python -m portal run
