#!/usr/bin/env bash
# Each package the portal runs on (requirements.lock) has a licence that lets us hand the portal on under MIT; the list of
# those licences, and why they are in it, is in pyproject.toml. Tools of the workshop are not handed on and not asked.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mapfile -t packages < <(sed -nE 's/^([A-Za-z0-9._-]+)==.*/\1/p' requirements.lock)
table=$(.venv/bin/pip-licenses --format=csv --no-version --packages "${packages[@]}")
found=$(($(wc -l <<<"$table") - 1))
if [ "$found" -lt $((${#packages[@]} * 9 / 10)) ]; then
  echo "Only $found of ${#packages[@]} packages are installed here; licences of the others are not known." >&2
  exit 1
fi
