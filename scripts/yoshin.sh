#!/bin/sh
# The `yoshin` command of an installed checkout (`npm install -g .`): runs under the pinned Node, whatever the system has.
set -eu
root=$(dirname "$(dirname "$(readlink -f "$0")")")
exec "$root/node_modules/.bin/node" "$root/cli/main.ts" "$@"
