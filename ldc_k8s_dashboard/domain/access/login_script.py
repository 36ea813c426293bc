# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The programs in kubeconfigs that kubectl runs to get a token.

Each prints an ExecCredential.  On failure it prints the reason on standard error and exits with 1.

LOGIN_SCRIPT needs only sh, curl and awk.  kubectl runs it with
OS_AUTH_URL (ending in /v3) and the application credential's id and secret in its
environment.  The secret goes to curl on standard input and the token is printed by shell
built-ins.  So neither is ever among a process's arguments, which every user of the
machine can read.  OS_CACERT, if the user has set it, names the CA file for
Keystone.  Keystone answers 401 to an expired credential and 404 to a deleted one.

CLI_SCRIPT runs the OpenStack command line with the login of the shell or of
clouds.yaml.  A shell's OS_CLOUD goes before the cloud of the file, which is only a default.
It refuses a token for another project than the cluster's:
k8s-keystone-auth would refuse it too, but without giving a reason.
"""

from __future__ import annotations

from ldc_k8s_dashboard.domain.access.login_environment import LOGIN_VARIABLES

EXEC_API_VERSION = "client.authentication.k8s.io/v1beta1"
"""Every kubectl in use reads v1beta1; 1.20 and older do not know v1."""

PROJECT_VARIABLE = "K8S_PROJECT_ID"
"""The environment variable in which CLI_SCRIPT finds the id of the cluster's project."""

CLOUD_VARIABLE = "K8S_OS_CLOUD"
"""The environment variable in which CLI_SCRIPT finds the cloud for a shell without OS_CLOUD."""

# The command line prefers a variable to the cloud's own value (osc_lib/api/auth.py).
_OTHER_LOGIN = " ".join(name for name in LOGIN_VARIABLES if name != "OS_CLOUD")

_BEGIN = r"""set -u
fail() {
  printf '%s\n' "$1" >&2
  exit 1
}
"""

# The end of the awk programs; `token` was read before, `expires` is RFC 3339 with Z or empty.
_PRINT = r"""
    if (token !~ /^[A-Za-z0-9._~+\/=-]+$/) exit 1
    if (expires != "") expires = ",\"expirationTimestamp\":\"" expires "\""
    printf "{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"kind\":\"ExecCredential\","
    printf "\"status\":{\"token\":\"%s\"%s}}\n", token, expires
  }
' || """

LOGIN_SCRIPT = (
    _BEGIN
    + r"""for tool in curl awk; do
  command -v "$tool" >/dev/null 2>&1 ||
    fail "This kubeconfig needs $tool. Install it, then try again."
done
answer=$(
  printf '{"auth":{"identity":{"methods":["application_credential"],"application_credential":{"id":"%s","secret":"%s"}}}}' \
    "$OS_APPLICATION_CREDENTIAL_ID" "$OS_APPLICATION_CREDENTIAL_SECRET" |
    curl -fsS -D - --connect-timeout 10 --max-time 30 ${OS_CACERT:+--cacert "$OS_CACERT"} \
      -H 'Content-Type: application/json' --data-binary @- "$OS_AUTH_URL/auth/tokens?nocatalog"
)
case $? in
0) ;;
22)
  case $(printf '%s\n' "$answer" | awk '/^HTTP\// { code = $2 } END { print code }') in
  401 | 404) fail "Keystone refused this kubeconfig: it has expired or was revoked. Download a new one from the dashboard." ;;
  *) fail "Keystone at $OS_AUTH_URL could not log you in. Try again later." ;;
  esac
  ;;
51 | 60 | 77) fail "The certificate of Keystone at $OS_AUTH_URL is not trusted here. Set OS_CACERT to its CA file, then try again." ;;
*) fail "Keystone at $OS_AUTH_URL cannot be reached. Check the network, then try again." ;;
esac
printf '%s\n' "$answer" | awk '
  tolower($0) ~ /^x-subject-token:/ {
    token = $0
    sub(/^[^:]*:[ \t]*/, "", token)
    sub(/[ \t\r]*$/, "", token)
  }
  match($0, /"expires_at": *"[0-9T:.-]+Z"/) {
    expires = substr($0, RSTART, RLENGTH)
    sub(/^"expires_at": *"/, "", expires)
    sub(/"$/, "", expires)
  }
  END {"""  # noqa: E501
    + _PRINT
    + r"""fail "Keystone at $OS_AUTH_URL returned no token. Check this address, then try again."
"""
)

CLI_SCRIPT = (
    _BEGIN
    + rf"""if [ -z "${{OS_CLOUD:-}}" ] && [ -n "${{{CLOUD_VARIABLE}:-}}" ]; then
  unset {_OTHER_LOGIN}
  export OS_CLOUD="${CLOUD_VARIABLE}"
fi
"""
    + r"""command -v openstack >/dev/null 2>&1 ||
  fail "This kubeconfig needs the OpenStack command line. Install python-openstackclient, then try again."
answer=$(openstack token issue -f shell -c id -c expires -c project_id) ||
  fail "The OpenStack command line could not log in. Try: openstack ${OS_CLOUD:+--os-cloud $OS_CLOUD }token issue"
project=$(printf '%s\n' "$answer" | awk -F '"' '$1 == "project_id=" { print $2 }')
[ "$project" = "$K8S_PROJECT_ID" ] ||
  fail "The OpenStack command line is logged in to project ${project:-none}, and this cluster belongs to project $K8S_PROJECT_ID. Choose that project (OS_CLOUD, or your openrc file), then try again."
printf '%s\n' "$answer" | awk -F '"' '
  $1 == "id=" { token = $2 }
  $1 == "expires=" {
    expires = $2
    sub(/\+0000$/, "Z", expires)
    if (expires !~ /^[0-9T:.-]+Z$/) expires = ""
  }
  END {"""  # noqa: E501
    + _PRINT
    + r"""fail "The OpenStack command line returned no token. Try: openstack token issue"
"""
)
