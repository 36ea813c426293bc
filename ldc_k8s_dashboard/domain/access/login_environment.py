# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The environment in which kubectl runs a login program.

kubectl adds a kubeconfig's variables to those of its own shell.  So a shell with a
sourced openrc file brings its own password, project and cloud, and these would win over
the application credential of the file, with all the roles of the user.  Every variable
that says who logs in, and to what, is therefore set: to its value, or empty.  An empty
variable counts as unset for all programs concerned.
"""

from __future__ import annotations

from collections.abc import Mapping

LOGIN_VARIABLES = (
    "OS_CLOUD",
    "OS_AUTH_TYPE",
    "OS_AUTH_TOKEN",
    "OS_TOKEN",
    "OS_USERNAME",
    "OS_USERID",
    "OS_USER_ID",
    "OS_USER_DOMAIN_ID",
    "OS_USER_DOMAIN_NAME",
    "OS_PASSWORD",
    "OS_PASSCODE",
    "OS_PROJECT_ID",
    "OS_PROJECT_NAME",
    "OS_PROJECT_DOMAIN_ID",
    "OS_PROJECT_DOMAIN_NAME",
    "OS_TENANT_ID",
    "OS_TENANT_NAME",
    "OS_DOMAIN_ID",
    "OS_DOMAIN_NAME",
    "OS_DEFAULT_DOMAIN",
    "OS_DEFAULT_DOMAIN_ID",
    "OS_DEFAULT_DOMAIN_NAME",
    "OS_SYSTEM_SCOPE",
    "OS_TRUST_ID",
    "OS_APPLICATION_CREDENTIAL_ID",
    "OS_APPLICATION_CREDENTIAL_NAME",
    "OS_APPLICATION_CREDENTIAL_SECRET",
    "OS_IDENTITY_API_VERSION",
    "OS_AUTH_URL",
)
"""The variables that decide a login: those of client-keystone-auth (its main.go), of its
libraries (gophercloud openstack/auth_env.go; gophercloud/utils openstack/clientconfig), and of
keystoneauth's plug-ins for passwords, tokens and application credentials.

OS_CACERT, OS_CERT and OS_KEY are not among them: without those of the shell, Keystone
cannot be reached in some clouds.
"""


def isolated_login(variables: Mapping[str, str]) -> dict[str, str]:
    """Return these variables, followed by all other LOGIN_VARIABLES, which are empty."""
    return {**variables, **{name: "" for name in LOGIN_VARIABLES if name not in variables}}


def run_by_hand(variables: Mapping[str, str]) -> str | None:
    """Return the shell command that runs the login of a kubeconfig and shows its messages.

    kubectl, or a program around it, can hide what a login program writes to standard
    error.  The command takes the program and its variables from the current context of
    kubectl's own configuration, so no secret is in it or among the arguments of a process,
    and it does not print the token.

    None where a value contains an apostrophe, which the command could not quote.
    """
    if any("'" in value for value in variables.values()):
        return None
    return (
        "(eval \"$(kubectl config view --raw --minify -o go-template='"
        "{{with (index .users 0).user.exec}}"
        r'{{range .env}}export {{.name}}={{"\x27"}}{{.value}}{{"\x27"}}{{"\n"}}{{end}}'
        "{{if .args}}{{index .args 1}}{{else}}{{.command}} </dev/null{{end}}{{end}}"
        "')\") >/dev/null"
    )
