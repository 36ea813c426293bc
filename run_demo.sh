#!/usr/bin/env bash
# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
#
# A small OpenStack on this machine, and Horizon with this dashboard in front of it.
#   ./run_demo.sh [up|down|status|wipe] [--state DIR] [--port-base N] [--clusters N] ...
# devstack/demo does the work; this script finds a Python for it. PYTHON names another one.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=devstack/find_python.sh
source "$here/devstack/find_python.sh"
python=$(find_python)

case "${1:-}" in
    "" | --[!h]*) set -- up "$@" ;;
esac
PYTHONPATH="$here/devstack:$here/devstack/minicloud" PYTHONDONTWRITEBYTECODE=1 \
    exec "$python" -m demo "$@"
