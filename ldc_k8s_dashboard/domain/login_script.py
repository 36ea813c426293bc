# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The program inside a kubeconfig that needs nothing installed but sh, curl and awk.

kubectl runs it with OS_AUTH_URL (ending in /v3) and the application credential's
id and secret in its environment, and reads an ExecCredential from its output.
The secret goes to curl on standard input and the token is printed by shell
built-ins, so neither ever stands in a process's arguments, which everybody on
the machine can read.  OS_CACERT, where the user has set it, names the CA file for
Keystone, which answers 401 to an expired credential and 404 to a deleted one.
On failure it says why on standard error and ends with 1.
"""

from __future__ import annotations

EXEC_API_VERSION = "client.authentication.k8s.io/v1beta1"
"""Every kubectl in use reads v1beta1; 1.20 and older do not know v1."""

LOGIN_SCRIPT = r"""set -u
fail() {
  printf '%s\n' "$1" >&2
  exit 1
}
for tool in curl awk; do
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
  END {
    if (token !~ /^[A-Za-z0-9._~+\/=-]+$/) exit 1
    if (expires != "") expires = ",\"expirationTimestamp\":\"" expires "\""
    printf "{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"kind\":\"ExecCredential\","
    printf "\"status\":{\"token\":\"%s\"%s}}\n", token, expires
  }
' || fail "Keystone at $OS_AUTH_URL gave an answer without a token. Check that address, then try again."
"""  # noqa: E501
