# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Lines of labels with a secret and without, for all rules that look for secrets.

Python's rules and the wizard's script are tried with the same lines.
"""

from __future__ import annotations

_HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_BASE64 = "Zk3vQ9xT2mLw8RbY5nHc7JdP1sGf4KaE"
_JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0aaaa.c2lnbmF0dXJlMTIz"
_FERNET = "gAAAAABnQ" + "aZ0_-" * 8

NAMED_SECRETS: tuple[tuple[str, str], ...] = (
    ("db_password=hush", "hush"),
    ("DB_PASSWORD = hush", "hush"),
    ("grafana_admin_passwd=hush", "hush"),
    ("admin_pass=hush", "hush"),
    ("ssh_passphrase=hush", "hush"),
    ("s3_secret=hush", "hush"),
    ("client-secret=hush", "hush"),
    ("aws_secret_access_key=hush", "hush"),
    ("some-apikey=hush", "hush"),
    ("api_key=hush", "hush"),
    ("private_key=hush", "hush"),
    ("access_token=hush", "hush"),
    ("kubelet_options=--token=hush", "hush"),
    ("kubelet_options=--max-pods=50 --bootstrap-token hush --v=2", "hush"),
    ("kubeapi_options=--v=2,--service-account-token=hush", "hush"),
    ("kubeapi_options=--etcd-password=hush", "hush"),
    ("oidc_issuer_url=https://login.example/?client_secret=hush", "hush"),
    ("containerd_tarball_url=https://me:hush@files.example/c.tgz", "hush"),
    ("containerd_tarball_url=https://:hush@files.example/c.tgz", "hush"),
    ("proxy=http://me:hush@proxy.example:3128", "hush"),
    ("proxy=me:hush@proxy.example", "hush"),
    ("http_proxy=me:hush@10.0.0.7:3128", "hush"),
    (f"helm_client_url=https://s3.example/h.tgz?X-Amz-Expires=9&X-Amz-Signature={_HEX}", _HEX),
    (f"helm_client_url=https://swift.example/v1/h?temp_url_sig={_HEX}&temp_url_expires=9", _HEX),
    (f"helm_client_url=https://blob.example/h?sv=2024&sig={_BASE64}", _BASE64),
    (f"helm_client_url=https://files.example/h.tgz?access_token={_BASE64}", _BASE64),
    (f"authorization=Bearer {_BASE64}", _BASE64),
    (f"header=Authorization: Basic {_BASE64}", _BASE64),
    (f"mine={_JWT}", _JWT),
    (f"mine={_FERNET}", _FERNET),
    (f"a=1,b=2,my_token={_BASE64}", _BASE64),
    ("also=mine,s3_secret=hush", "hush"),
    ("pwd=hush", "hush"),
    ("helm_client_url=https://swift.example/h?temp_url_sig=hush", "hush"),
    ("ssh=-----BEGIN OPENSSH PRIVATE KEY-----hush", "hush"),
    ('docker_config={"auths": {"r.example": {"password": "hush"}}}', "hush"),
    (f'registry={{"identitytoken":"{_BASE64}"}}', _BASE64),
)
"""With the secret; what it is can be read from its name, its address or its form."""

UNNAMED_SECRETS: tuple[tuple[str, str], ...] = (
    (f"mine={_HEX}", _HEX),
    (f"mine={_BASE64}", _BASE64),
    (f"mine={_BASE64}==", _BASE64),
    ("mine=correct horse!battery", "battery"),
    ("mine=p4$$w0rd", "p4$$w0rd"),
    ("mine=me:hush", "hush"),
    ("mine=hush hush", "hush"),
    ("mine=hush;hush", "hush"),
    ("mine=hush%20hush", "hush"),
    ("mine={hush}", "hush"),
    ("mine=A1b2C3hush", "A1b2C3hush"),
    ("kubeapi_options=--basic-auth-file hush", "hush"),
    ("http_proxy=http://hush@proxy.example:3128", "hush"),
    ("mine=AKIA7Q2XJ4LM9TR3WZ8B", "AKIA7Q2XJ4LM9TR3WZ8B"),
    ("hook=https://chat.example/services/T0AB9CD8E/Zk3vQ9xT2mLw8RbY5nHc", "Zk3vQ9xT2mLw8RbY5nHc"),
    ("mine=https://files.example/a?x=hush", "hush"),
    ("mine=https://files.example/a#hush", "hush"),
    (f"{_BASE64}=", _BASE64),
    (_BASE64, _BASE64),
    (f"mine={'a' * 4000}", "a" * 4000),
)
"""Likewise; only that it is no plain word, number or address gives it away."""

HARMLESS: tuple[str, ...] = (
    "mine=yes",
    "mine=",
    "kube_tag=v1.33.5",
    "kube_tag=v1.33.5-rancher1",
    "kube_version=v1.34.1+rke2r1",
    "keystone_auth_enabled=true",
    "k8s_keystone_auth_tag=v1.18.0",
    "auto_scaling_enabled=true,min_node_count=1,max_node_count=5",
    "boot_volume_size=50",
    "boot_volume_type=ceph-ssd",
    "availability_zone=zone-a.1",
    "fixed_network_cidr=10.0.0.0/24",
    "master_lb_allowed_cidrs=192.0.2.0/24,198.51.100.0/24",
    "fixed_subnet_cidr=2001:db8::/32",
    "container_infra_prefix=registry.example:5000/magnum/",
    "helm_client_url=https://files.example:8443/helm-v3.13.3-linux-arm64.tar.gz",
    "oidc_issuer_url=https://login.example/realms/cloud",
    "pause_image=registry.example/pause:3.9",
    "kubelet_options=--max-pods=50 --v=2",
    "kubelet_options=--feature-gates=GracefulNodeShutdown=true",
    "admission_control_list=NamespaceLifecycle,ServiceAccount,DefaultTolerationSeconds",
    "node-role.example.org/worker=gpu",
    "octavia_provider = ovn",
    "keypair_name=laptop",
    "network_id=0d2f3a4b-1111-4222-8333-444455556666",
    "half_typed_na",
    "",
)
