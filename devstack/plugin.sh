# shellcheck shell=bash
# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
#
# DevStack plugin; in local.conf: enable_plugin ldc-k8s-dashboard <address of this repository>
#
# DevStack sources this file in each phase with the phase in $1 and $2. After post-config it runs
# Horizon's collectstatic and compress and starts the web server, so nothing is restarted here.

LDC_K8S_DASHBOARD_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Print "source destination" for each file that Horizon wants copied.
function ldc_k8s_dashboard_files {
    local package=$LDC_K8S_DASHBOARD_DIR/ldc_k8s_dashboard
    local horizon=$HORIZON_DIR/openstack_dashboard
    local file
    for file in "$package"/enabled/_[0-9]*.py; do
        printf '%s\t%s\n' "$file" "$horizon/local/enabled/${file##*/}"
    done
    for file in "$package"/local_settings.d/_[0-9]*.py; do
        printf '%s\t%s\n' "$file" "$horizon/local/local_settings.d/${file##*/}"
    done
    file=default_policies/container_infra.yaml
    printf '%s\t%s\n' "$package/policies/$file" "$horizon/conf/$file"
}

function configure_ldc_k8s_dashboard {
    local from to
    while IFS=$'\t' read -r from to; do
        mkdir -p "$(dirname "$to")"
        cp "$from" "$to"
    done < <(ldc_k8s_dashboard_files)

    # The rules of the installed Magnum, which can be newer than those of this package.
    local policies=$HORIZON_DIR/openstack_dashboard/conf/default_policies/container_infra.yaml
    if "$PYTHON" "$HORIZON_DIR/manage.py" dump_default_policies \
        --namespace magnum --output-file "$policies.new"; then
        mv "$policies.new" "$policies"
    else
        rm -f "$policies.new"
        echo "Magnum's policies cannot be read; those shipped with ldc-k8s-dashboard are used."
    fi

    if compgen -G "$LDC_K8S_DASHBOARD_DIR/ldc_k8s_dashboard/locale/*/LC_MESSAGES/*.po" >/dev/null; then
        (cd "$LDC_K8S_DASHBOARD_DIR/ldc_k8s_dashboard" \
            && "$PYTHON" "$HORIZON_DIR/manage.py" compilemessages)
    fi
}

function cleanup_ldc_k8s_dashboard {
    local from to
    while IFS=$'\t' read -r from to; do
        rm -f "$to"
    done < <(ldc_k8s_dashboard_files)
}

case "$1 ${2:-}" in
    "stack install")
        if is_service_enabled horizon && is_service_enabled ldc-k8s-dashboard; then
            echo_summary "Installing ldc-k8s-dashboard"
            setup_develop "$LDC_K8S_DASHBOARD_DIR"
        fi
        ;;
    "stack post-config")
        if is_service_enabled horizon && is_service_enabled ldc-k8s-dashboard; then
            echo_summary "Configuring ldc-k8s-dashboard"
            configure_ldc_k8s_dashboard
        fi
        ;;
    clean*)
        # Without asking whether it is enabled: it can have been when it was installed.
        cleanup_ldc_k8s_dashboard
        ;;
esac
