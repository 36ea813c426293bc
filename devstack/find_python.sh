# shellcheck shell=bash
# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0

# Print the first Python of 3.11 or newer, or what to install if there is none.
find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "Python 3.11 or newer is needed: apt install python3 python3-venv" >&2
    return 1
}
