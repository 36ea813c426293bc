#!/usr/bin/env bash
# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
#
# Runs all tests through tox, after installing what they need:
#   ./run_tests.sh                  everything
#   ./run_tests.sh py browser       these parts: lint, py, cloud, browser, packaging
#   ./run_tests.sh quick            what py runs, without tox and without coverage
#   ./run_tests.sh py -- -k quota   what follows -- goes to pytest
# Everything lies in .demo and .tox of the checkout. PYTHON names another Python.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here"
# shellcheck source=devstack/find_python.sh
source devstack/find_python.sh
began=$SECONDS

parts=()
while (($#)) && [[ $1 != -- ]]; do
    parts+=("$1")
    shift
done
((${#parts[@]})) || parts=(lint py cloud browser packaging)
if [[ " ${parts[*]} " == *" quick "* ]] && ((${#parts[@]} > 1)); then
    echo "quick is a run of its own; in a run of several parts it is called py." >&2
    exit 2
fi

wants() {
    [[ " ${parts[*]} " == *" $1 "* ]]
}

# Debian's names of what is missing here. memcached and HAProxy are used where they are, and are not
# required.
missing=()
required=()
# The first is Chromium without what shows windows: a quarter less work for the processors.
find_chromium() {
    command -v chromium-headless-shell || command -v chromium || command -v chromium-browser \
        || command -v google-chrome
}
# What Debian calls it, if this Debian has it.
named() {
    if apt-cache show chromium-headless-shell >/dev/null 2>&1; then
        missing=("${missing[@]/#chromium/chromium-headless-shell}")
    fi
}
if python=$(find_python 2>/dev/null) && "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    :
else
    required+=(python3 python3-venv)
fi
if wants browser && ! find_chromium >/dev/null; then
    required+=(chromium)
fi
if wants cloud && ! command -v kubectl >/dev/null; then
    required+=(kubernetes-client)
fi
missing=("${required[@]}")
for daemon in memcached haproxy; do
    if { wants cloud || { wants browser && [[ $daemon == memcached ]]; }; } \
        && ! PATH=$PATH:/usr/sbin command -v "$daemon" >/dev/null; then
        missing+=("$daemon")
    fi
done
if ((${#missing[@]})); then
    if ((EUID == 0)) && command -v apt-get >/dev/null; then
        apt-get update -qq
        named
        echo "Installing from Debian: ${missing[*]}"
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}"
    elif ((${#required[@]})); then
        named
        echo "The tests need more than is installed here. Run this, then try again:" >&2
        echo "    sudo apt install ${missing[*]}" >&2
        exit 1
    fi
fi
python=$(find_python)

# The tests' own tox, made again when the constraints change.
tools=.tox/tools-venv
mkdir -p .tox
if ! cmp -s constraints.txt "$tools/made-from"; then
    echo "Installing tox"
    rm -rf "$tools"
    "$python" -m venv "$tools"
    "$tools/bin/python" -m pip install -qq --disable-pip-version-check -c constraints.txt \
        tox tox-uv-bare uv
    cp constraints.txt "$tools/made-from"
fi

# uv, which installs the rest, is told what pip was told.
told=$(PYTHONPATH=devstack:devstack/minicloud "$tools/bin/python" -m demo.uv)
eval "$told"

# pytest with what tox installed for all parts; tox is asked again when what it installs changes.
if wants quick; then
    made_from=.tox/installed/made-from
    wanted=$(cat setup.cfg constraints.txt devstack/demo/requirements.txt tox.ini)
    if [[ ! -f $made_from || $(<"$made_from") != "$wanted" ]]; then
        echo "Installing what the tests need"
        "$tools/bin/tox" run -q --colored no -e installed
        printf '%s\n' "$wanted" >"$made_from"
    fi
    [[ ${1:-} != -- ]] || shift
    export PYTHONHASHSEED=random
    PATH=$here/.tox/installed/bin:$PATH exec python -m pytest -q -n 3 --dist loadfile \
        tests/unit tests/api tests/views tests/docs "$@"
fi

# The embedded cloud's environment is installed while the parts run that do without; the others
# wait for it (tox.ini).
export LDC_CLOUD_PYTHON=$here/.demo/cloud-venv/bin/python
rm -f .tox/preparing
preparing='' running=''
# What has ended by itself must not become the status of the run.
# shellcheck disable=SC2329  # the trap calls it
end_all() {
    [[ -z $running ]] || kill "$running" 2>/dev/null || true
    [[ -z $preparing ]] || kill -- "-$preparing" 2>/dev/null || true
    rm -f .tox/preparing
    wait
}
trap end_all EXIT
if wants cloud || wants browser || wants packaging; then
    touch .tox/preparing
    setsid tests/cloud_environment.sh make "$here/$tools/bin/python" >.tox/prepare.log 2>&1 &
    preparing=$!
fi
LDC_CHROMIUM=$(find_chromium || true)
export LDC_CHROMIUM

rm -rf .tox/results
mkdir -p .tox/results
# A part of the tests covers a part of the code, which is no failure.
(($#)) && export LDC_COVERAGE=
status=0
# All parts but lint are run with what tox installs in an environment of its own.
environments=$(IFS=, && echo "${parts[*]}")
[[ $environments == lint ]] || environments+=,installed
# In the background, since bash hears of a signal only between two commands, or while it waits.
"$python" tests/ended_together.py "$tools/bin/tox" run-parallel --parallel 2 --parallel-live \
    --colored no -e "$environments" --result-json .tox/results/tox.json "$@" &
running=$!
wait "$running" || status=$?
running=''
"$python" tests/summary.py .tox/results $((SECONDS - began)) "${parts[@]}" || status=1
exit "$status"
