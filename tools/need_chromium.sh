#!/usr/bin/env bash
# The browser tests need a Chromium: use the one there is, else install Debian's, else say so.
set -u
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
  [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installation de chromium (paquet Debian) pour les tests de navigateur…"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && exit 0
fi
echo "Aucun Chromium trouvé : les tests de navigateur seront sautés, et le diront." >&2
echo "No Chromium found: browser tests will be skipped, and will say so." >&2
