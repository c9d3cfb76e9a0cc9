#!/usr/bin/env bash
# translations.sh compile|update|extract FILE|new LOCALE: words between the source, translations/*.po and what the portal reads (*.mo).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

babel() { .venv/bin/python -m babel.messages.frontend --quiet "$@"; }

# Only catalogues older than their source; each is put in place whole, so a running portal never reads half of one.
compile() {
  local po mo
  for po in translations/*/LC_MESSAGES/messages.po; do
    mo=${po%.po}.mo
    [ -f "$po" ] || continue
    if [ ! -f "$mo" ] || [ "$po" -nt "$mo" ]; then
      babel compile -i "$po" -o "$mo.$$"
      mv "$mo.$$" "$mo"
    fi
  done
}

# Sorted by message, file names without line numbers, no wrapping, no dates: a diff shows words and nothing else.
extract() {
  local pot=$1
  babel extract -F translations/babel.cfg -o "$pot" \
    --sort-output --add-location=file --no-wrap --add-comments='Translators:' \
    --project=parts-portal --version=1 --copyright-holder=parts-portal --msgid-bugs-address='' \
    -k _l -k lazy_gettext -k lazy_ngettext:1,2 -k counted:1,2 -k lazy_pgettext:1c,2 -k lazy_npgettext:1c,2,3 -k _lp:1c,2 -k _pl:1c,2 .
  sed -i -e '/^"POT-Creation-Date:/d' -e '/^"PO-Revision-Date: YEAR/d' -e '/^"Generated-By:/d' -e '1,/^msgid/{/^#/d}' "$pot"
}

update() {
  local pot=translations/messages.pot po locale
  extract "$pot"
  for po in translations/*/LC_MESSAGES/messages.po; do
    [ -f "$po" ] || continue
    locale=$(basename "$(dirname "$(dirname "$po")")")
    babel update -i "$pot" -o "$po" -l "$locale" \
      --no-fuzzy-matching --ignore-obsolete --no-wrap --ignore-pot-creation-date
  done
}

# An empty catalogue of another language; babel's remarks about plural forms of the template mean nothing here.
new() {
  local locale=$1 po=translations/$1/LC_MESSAGES/messages.po
  [ ! -e "$po" ] || { echo "$po is there already." >&2; return 1; }
  babel init -i translations/messages.pot -o "$po" -l "$locale" --no-wrap 2>&1 | grep -vE 'num_plurals|: Problem on' >&2 || true
  [ -f "$po" ] || return 1
  sed -i -e '1,/^$/{s/^"\(Report-Msgid-Bugs-To\): .*/"\1: \\n"/' -e 's/^"Last-Translator: .*/"Last-Translator: parts-portal\\n"/' \
    -e "s/^\"Language-Team: .*/\"Language-Team: $locale\\\\n\"/" -e '}' "$po"
  echo "$po"
}

case ${1:-} in
  compile) compile ;;
  update) update && compile ;;
  extract) extract "${2:?into which file?}" ;;
  new) new "${2:?which locale, as th or pt_BR?}" ;;
  *) echo "usage: translations.sh compile|update|extract FILE|new LOCALE" >&2; exit 2 ;;
esac
