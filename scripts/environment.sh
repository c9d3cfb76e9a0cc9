#!/usr/bin/env bash
# environment.sh run|dev: .venv holds exactly what the lock file pins, checked by hash. Nothing to do takes no time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/system.sh

case ${1:-} in
  run) lock=requirements.lock ;;
  dev) lock=requirements-dev.lock ;;
  *) echo "usage: environment.sh run|dev" >&2; exit 2 ;;
esac

# Only one of several starts at a time may write the environment.
mkdir -p .cache
exec 9>.cache/environment.lock
flock 9

# Prints the first Python of 3.11 or newer.
find_python() {
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$name"; return 0; }
  done
  return 1
}

make_venv() {
  local python version
  if ! python=$(find_python); then
    install_missing "Python" python3:python3 || true
    python=$(find_python) || { echo "Python 3.11 or newer is needed; this system offers none." >&2; exit 1; }
  fi
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    install_missing "the Python environment" "python$version-venv" || exit 1
  fi
  echo "Making .venv with $("$python" --version)"
  rm -rf .venv
  "$python" -m venv .venv
}

# A folder that was moved, or whose Python is gone, is made anew.
home=$(pwd -P)
venv_usable() {
  head -n 3 .venv/bin/pip 2>/dev/null | grep -qF "$home/.venv/" && .venv/bin/python -c '' 2>/dev/null
}

install_lock() {
  if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then
    uv pip install --quiet --python .venv/bin/python --compile-bytecode --require-hashes -r "$1" 9>&- && return 0
    echo "uv could not install $1; trying pip." >&2
  fi
  .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r "$1" 9>&-
}

stamp=.venv/.installed-$1
wanted=$(sha256sum "$lock")
if venv_usable; then
  [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || exit 0
else
  make_venv
fi
echo "Installing $lock"
install_lock "$lock"
# The tools' lock holds the portal's own as well, at the same versions.
[ "$1" = run ] || sha256sum requirements.lock >.venv/.installed-run
echo "$wanted" >"$stamp"
