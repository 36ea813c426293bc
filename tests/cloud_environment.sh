#!/usr/bin/env bash
# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
#
# The environment of the embedded cloud's services, the same as the demo's, for the tests:
#   make PYTHON   installs it, and makes the snapshot that every test cloud starts from
#   wait          returns when it is installed, or prints the log and fails
# LDC_CLOUD_PYTHON names its python. The file .tox/preparing exists while it is being installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case $1 in
make)
    trap 'rm -f .tox/preparing' EXIT
    PYTHONPATH=devstack:devstack/minicloud "$2" -m demo install cloud --state .demo
    rm .tox/preparing
    "$LDC_CLOUD_PYTHON" -m minicloud prepare
    ;;
wait)
    while [[ -e .tox/preparing ]]; do
        sleep 1
    done
    if [[ ! -x ${LDC_CLOUD_PYTHON:-} ]]; then
        cat .tox/prepare.log
        exit 1
    fi
    ;;
esac
