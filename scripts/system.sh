# shellcheck shell=bash
# Sourced. Puts Debian or Ubuntu packages in place when they are missing, or says in one line what to install.
# A need is "package" or "package:command[,command ...]"; with commands, any one of them found is enough.

# shellcheck disable=SC2034,SC2054  # used by who sources this; the commas are part of a need

RUN_NEEDS=(
  libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 libfontconfig1
)
TEST_NEEDS=(
  "${RUN_NEEDS[@]}"
  postgresql:postgres,/usr/lib/postgresql/*/bin/postgres
  chromium:chromium,chromium-browser,google-chrome,google-chrome-stable
  libatomic1
  poppler-utils:pdftotext
  qpdf:qpdf
  fonts-noto-core
  fonts-noto-cjk
)

# True when Debian's package database says that the package is installed.
package_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# True when a command is on the PATH, or a pattern of absolute paths matches an executable.
command_present() {
  local found
  found=$(compgen -G "$1" | head -n 1 || true)
  command -v "${found:-$1}" >/dev/null 2>&1
}

# True when a need is met.
need_met() {
  local package=${1%%:*} command
  case $1 in
    *:*)
      local IFS=,
      set -f
      # shellcheck disable=SC2086  # split at the commas on purpose
      set -- ${1#*:}
      set +f
      for command in "$@"; do command_present "$command" && return 0; done
      return 1
      ;;
    *) package_installed "$package" ;;
  esac
}

# Prints the packages of the needs that are not met, one a line.
missing_packages() {
  local need
  for need in "$@"; do need_met "$need" || printf '%s\n' "${need%%:*}"; done
}

# Prints the prefix that lets us install ("" for root, "sudo -n" for others); false when we may not.
installer_prefix() {
  command -v apt-get >/dev/null 2>&1 || return 1
  [ "$(id -u)" -eq 0 ] && return 0
  command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null && printf 'sudo -n'
}

apt_install() {
  local prefix=$1
  shift
  # shellcheck disable=SC2086  # the prefix is no word, or two
  $prefix env DEBIAN_FRONTEND=noninteractive \
    apt-get -y -q -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

# install_missing PURPOSE NEED...: true when all needs are met in the end; else one line tells what to install.
install_missing() {
  local purpose=$1 prefix log
  shift
  local -a missing
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -eq 0 ] && return 0
  if command -v dpkg-query >/dev/null 2>&1 && prefix=$(installer_prefix); then
    echo "Installing for $purpose: ${missing[*]}"
    log=$(mktemp)
    if { apt_install "$prefix" update && apt_install "$prefix" install --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
      rm -f "$log"
    else
      tail -n 5 "$log" >&2
      rm -f "$log"
    fi
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -eq 0 ] && return 0
  fi
  echo "Missing for $purpose; please install by hand: sudo apt-get install ${missing[*]}" >&2
  return 1
}
