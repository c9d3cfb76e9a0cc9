#!/usr/bin/env bash
# dev.sh dev|shell|reset: what a developer's machine needs, then that command of the portal.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/system.sh

case ${1:-} in
  dev | shell | reset) ;;
  *) echo "usage: dev.sh dev|shell|reset" >&2; exit 2 ;;
esac
# Without these libraries only papers cannot be drawn, so a miss is said and passed over.
install_missing "drawing papers" "${RUN_NEEDS[@]}" || true
bash scripts/environment.sh dev
bash scripts/translations.sh compile
# Files and lines are in UTF-8, whatever the machine speaks.
export PYTHONUTF8=1
exec .venv/bin/python -m portal "$1"
