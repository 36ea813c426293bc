# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Kubeconfig files: read by YAML, read by kubectl, and used by kubectl against a server."""

from __future__ import annotations

import base64
import ipaddress
import json
import os
import re
import shutil
import ssl
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.access.csr import CertificateError
from ldc_k8s_dashboard.domain.access.kubeconfig import (
    KEY_PLACEHOLDER,
    KubeconfigContext,
    certificate_kubeconfig,
    cli_kubeconfig,
    client_kubeconfig,
    kubeconfig_file_name,
    script_kubeconfig,
    token_kubeconfig,
)
from ldc_k8s_dashboard.domain.access.login_script import CLI_SCRIPT, LOGIN_SCRIPT
from tests.unit.keystone_server import Answer, serve

UNTIL = datetime(2026, 12, 23, 12, 30, tzinfo=timezone(timedelta(hours=2)))
ENTRY = KubeconfigContext(
    *("prod", "web", "0123abcd", "https://192.0.2.7:6443", "CA", "jo", "shop"),
    cluster_id="1a2b3c4d-0000-4000-8000-000000000000",
    region="Region$One",
)
NASTY = [
    "",
    "null",
    "~",
    "1e3",
    "0o17",
    "0x1f",
    ".inf",
    "2026-11-23",
    "y",
    "=",
    "<<",
    "- a",
    "a: b",
    "# not a comment",
    "a\nclusters: []",
    "a\u2028b\u0085c",
    "'\"\\`$(id)%{$ 7*7 $}",
    "\t x ",
    "\x00\x1b[31m",
    "\ufeffbom",
    "käse 🧀 日本",
    KEY_PLACEHOLDER,
    f"x\n    client-key-data: {KEY_PLACEHOLDER}",
    "---",
    "...",
    "&a *a !!python/object",
]
NAMES = st.sampled_from(NASTY) | st.text()
ENTRIES = st.builds(KubeconfigContext, *[NAMES] * 7, cluster_id=st.uuids().map(str), region=NAMES)
METHOD_KEYS = ("exec", "client", "cli", "token", "certificate")
needs_kubectl = pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is not installed")


def with_exec(entry: KubeconfigContext, url: str = "https://keystone.example/identity") -> str:
    return script_kubeconfig(entry, url, "c0ffee", "s3cret", UNTIL)


def context_of(entry: KubeconfigContext) -> str:
    return entry.context_name


def user_of(entry: KubeconfigContext) -> str:
    """Return the user's name in the files."""
    return entry.user_entry_name


def kubeconfigs(entry: KubeconfigContext, cloud: str = "") -> list[str]:
    """Return the five files for a context, in the order of METHOD_KEYS."""
    return [
        with_exec(entry),
        client_kubeconfig(entry, "https://keystone.example", "c0ffee", "s3cret", UNTIL),
        cli_kubeconfig(entry, cloud),
        token_kubeconfig(entry, "gAAAAABn-_", UNTIL),
        certificate_kubeconfig(entry, CERTIFICATE),
    ]


def self_signed(name: str = "127.0.0.1") -> tuple[str, str]:
    """Return a certificate for loopback, valid until 2120, and its key, both PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(datetime(2120, 1, 1, 10, 30, tzinfo=UTC))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    return (
        certificate.public_bytes(Encoding.PEM).decode(),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
    )


CERTIFICATE, KEY = self_signed()


def kubectl(files: list[Path], *arguments: str, path: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["kubectl", *arguments],
        env={
            "PATH": path or os.environ["PATH"],
            "HOME": str(files[0].parent),
            "KUBECONFIG": ":".join(map(str, files)),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def only_user(text: str) -> dict[str, Any]:
    (user,) = yaml.safe_load(text)["users"]
    fields: dict[str, Any] = user["user"]
    return fields


@settings(deadline=None)
@given(ENTRIES, NAMES)
def test_kubeconfig_keeps_server_and_authority(entry: KubeconfigContext, cloud: str) -> None:
    for text in kubeconfigs(entry, cloud):
        config = yaml.safe_load(text)
        (cluster,), (user,), (context,) = (
            config[part] for part in ("clusters", "users", "contexts")
        )
        assert config["current-context"] == entry.context_name
        assert cluster["name"] == context["name"] == config["current-context"]
        assert cluster["cluster"]["server"] == entry.server
        assert context["context"].get("namespace", "") == entry.namespace
        assert context["context"]["cluster"] == cluster["name"]
        assert context["context"]["user"] == user["name"]
        assert user["name"] == entry.user_entry_name
        ca = cluster["cluster"].get("certificate-authority-data", "")
        assert base64.b64decode(ca).decode() == (entry.ca_pem if entry.ca_pem.strip() else "")


@given(ENTRIES)
def test_kubeconfig_has_exactly_one_line_for_the_key(entry: KubeconfigContext) -> None:
    """Match where JavaScript's ^ and $ match (ECMA-262, LineTerminator)."""
    lines = re.split("[\n\r\u2028\u2029]", certificate_kubeconfig(entry, CERTIFICATE))
    wanted = re.compile(f" +client-key-data: {KEY_PLACEHOLDER}")
    assert [line for line in lines if wanted.fullmatch(line)] == [
        f"    client-key-data: {KEY_PLACEHOLDER}"
    ]


@settings(deadline=None)
@given(ENTRIES, NAMES)
def test_kubeconfig_comment_is_not_ended_by_a_name(entry: KubeconfigContext, cloud: str) -> None:
    for text in kubeconfigs(entry, cloud):
        header = text[: text.index("\napiVersion: v1\n")].split("\n")
        assert 5 <= len(header) <= 8
        assert all(line.startswith("# ") and line.isprintable() for line in header)


def test_kubeconfig_replaces_half_a_surrogate_pair() -> None:
    text = with_exec(KubeconfigContext("a", "p", "i", "https://x", "", "jo", "n\ud800s"))
    (context,) = yaml.safe_load(text.encode("utf-8"))["contexts"]
    assert context["context"]["namespace"] == "n?s"


@needs_kubectl
@settings(max_examples=3, deadline=None)
@given(st.lists(ENTRIES, min_size=5, max_size=15, unique_by=(context_of, user_of)))
def test_kubectl_reads_any_names_unchanged(entries: list[KubeconfigContext]) -> None:
    for method in range(len(METHOD_KEYS)):
        _kubectl_reads(entries, method)


@needs_kubectl
@pytest.mark.parametrize("method", range(len(METHOD_KEYS)), ids=METHOD_KEYS)
def test_kubectl_reads_nasty_names_unchanged(method: int) -> None:
    _kubectl_reads(
        [
            KubeconfigContext(*[name] * 7, cluster_id=f"{number:08x}-", region=name)
            for number, name in enumerate(NASTY)
        ],
        method,
    )


def _kubectl_reads(entries: list[KubeconfigContext], method: int) -> None:
    """Run kubectl once for the files of all entries: it merges them, or rejects all of them."""
    key = f"\n    client-key-data: {KEY_PLACEHOLDER}\n"
    real_key = f"\n    client-key-data: {base64.b64encode(KEY.encode()).decode()}\n"
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for at, entry in enumerate(entries):
            text = kubeconfigs(entry, entry.cluster_name)[method].replace(key, real_key)
            # Of several files kubectl takes the first one's current context, which each writes
            # as it writes the name of its context.
            lines = text.split("\n")
            name = lines[lines.index("contexts:") + 1].removeprefix("- name: ")
            assert f"current-context: {name}" in lines
            files.append(Path(folder) / str(at))
            files[-1].write_text(text, encoding="utf-8")
        done = kubectl(files, "config", "view", "--raw", "-o", "json")
    assert done.returncode == 0, done.stderr
    config = json.loads(done.stdout)
    assert config["current-context"] == entries[0].context_name
    contexts, clusters, users = (
        {item["name"]: item[kind] for item in config[f"{kind}s"]}
        for kind in ("context", "cluster", "user")
    )
    assert {name: context.get("namespace", "") for name, context in contexts.items()} == {
        entry.context_name: entry.namespace for entry in entries
    }
    assert {name: (context["cluster"], context["user"]) for name, context in contexts.items()} == {
        entry.context_name: (entry.context_name, user_of(entry)) for entry in entries
    }
    assert {name: cluster.get("server", "") for name, cluster in clusters.items()} == {
        entry.context_name: entry.server for entry in entries
    }
    assert set(users) == {user_of(entry) for entry in entries}


def test_kubeconfig_comment_names_cluster_user_and_expiry() -> None:
    header = with_exec(ENTRY).split("apiVersion")[0]
    assert "cluster prod of project web (0123abcd) in region Region$One, for jo." in header
    assert "2026-12-23 10:30 UTC" in header
    assert "2120-01-01 10:30 UTC" in certificate_kubeconfig(ENTRY, CERTIFICATE)


def test_script_kubeconfig_has_the_secret_only_in_the_environment() -> None:
    login = only_user(with_exec(ENTRY))["exec"]
    assert login["apiVersion"] == "client.authentication.k8s.io/v1beta1"
    assert login["interactiveMode"] == "Never"
    assert [login["command"], *login["args"]] == ["sh", "-c", LOGIN_SCRIPT]
    assert environment_of(with_exec(ENTRY)) == {
        "OS_AUTH_URL": "https://keystone.example/identity/v3",
        "OS_APPLICATION_CREDENTIAL_ID": "c0ffee",
        "OS_APPLICATION_CREDENTIAL_SECRET": "s3cret",
    }


def environment_of(text: str) -> dict[str, str]:
    """Return the variables of the login that have a value."""
    return {
        variable["name"]: variable["value"]
        for variable in only_user(text)["exec"]["env"]
        if variable["value"]
    }


def test_kubeconfig_says_what_to_do_about_forbidden() -> None:
    everywhere = KubeconfigContext("prod", "web", "0123abcd", "", "", "jo")
    line = "kubectl create clusterrolebinding project-edit --clusterrole=edit --group=0123abcd\n"
    assert all(line in text for text in kubeconfigs(everywhere))
    in_namespace = (
        "kubectl create rolebinding project-edit --clusterrole=edit --group=0123abcd "
        "--namespace=shop\n"
    )
    assert all(in_namespace in text for text in kubeconfigs(ENTRY))


def test_certificate_of_an_administrator_needs_no_rights() -> None:
    text = certificate_kubeconfig(ENTRY, CERTIFICATE, administrator=True)
    assert "Forbidden" not in text


def test_script_kubeconfig_shows_the_script_as_a_block() -> None:
    assert "\n      - |\n        set -u\n" in with_exec(ENTRY)


@pytest.mark.parametrize("url", ["http://k:5000", "http://k:5000/", "http://k:5000/v3/"])
def test_script_kubeconfig_adds_the_version_to_keystones_address(url: str) -> None:
    assert environment_of(with_exec(ENTRY, url))["OS_AUTH_URL"] == "http://k:5000/v3"


def test_script_kubeconfig_replaces_an_old_version_in_keystones_address() -> None:
    environment = environment_of(with_exec(ENTRY, "http://k/identity/v2.0"))
    assert environment["OS_AUTH_URL"] == "http://k/identity/v3"


@pytest.mark.parametrize("secret", ["", 'a"b', "a\\b", "a\nb", "ä"])
def test_script_kubeconfig_rejects_a_secret_that_would_break_the_request(secret: str) -> None:
    with pytest.raises(ValueError, match="unexpected characters"):
        script_kubeconfig(ENTRY, "http://k", "id", secret, UNTIL)


def test_certificate_kubeconfig_never_contains_a_key() -> None:
    user = only_user(certificate_kubeconfig(ENTRY, CERTIFICATE))
    assert base64.b64decode(user["client-certificate-data"]).decode() == CERTIFICATE
    assert user["client-key-data"] == KEY_PLACEHOLDER


def test_certificate_kubeconfig_names_the_file_of_another_key() -> None:
    user = only_user(certificate_kubeconfig(ENTRY, CERTIFICATE, key_file="my key.pem"))
    assert user["client-key"] == "my key.pem"
    assert "client-key-data" not in user


def test_certificate_kubeconfig_rejects_an_unreadable_certificate() -> None:
    with pytest.raises(CertificateError):
        certificate_kubeconfig(ENTRY, "nonsense")


def test_client_kubeconfig_has_the_credential_and_never_prompts() -> None:
    login = only_user(kubeconfigs(ENTRY)[1])["exec"]
    assert login["command"] == "client-keystone-auth"
    assert (login["apiVersion"], login["interactiveMode"]) == (
        "client.authentication.k8s.io/v1beta1",
        "Never",
    )
    assert list(environment_of(kubeconfigs(ENTRY)[1])) == [
        "OS_AUTH_URL",
        "OS_APPLICATION_CREDENTIAL_ID",
        "OS_APPLICATION_CREDENTIAL_SECRET",
    ]


def test_cli_kubeconfig_has_the_project_and_can_prompt() -> None:
    login = only_user(cli_kubeconfig(ENTRY, "lab"))["exec"]
    assert [login["command"], *login["args"]] == ["sh", "-c", CLI_SCRIPT]
    assert login["interactiveMode"] == "IfAvailable"
    assert environment_of(cli_kubeconfig(ENTRY, "lab")) == {
        "K8S_PROJECT_ID": "0123abcd",
        "K8S_OS_CLOUD": "lab",
    }
    header = cli_kubeconfig(ENTRY, "lab").split("apiVersion")[0]
    assert "cloud lab of clouds.yaml" in header
    assert "It contains no secret." in header


def test_token_kubeconfig_has_only_the_token_and_its_expiry() -> None:
    text = token_kubeconfig(ENTRY, "gAAAAABn-_", UNTIL)
    assert only_user(text) == {"token": "gAAAAABn-_"}
    assert "2026-12-23 10:30 UTC" in text.split("apiVersion")[0]


@pytest.mark.parametrize("token", ["", 'a"b', "a b", "a\nb", "ä"])
def test_token_kubeconfig_rejects_other_characters(token: str) -> None:
    with pytest.raises(ValueError, match="unexpected characters"):
        token_kubeconfig(ENTRY, token, UNTIL)


@needs_kubectl
def test_kubectl_merges_two_kubeconfigs(tmp_path: Path) -> None:
    second = KubeconfigContext(
        *("prod", "shop", "4567", "https://192.0.2.8:6443", "", "jo", "till"),
        cluster_id="5e6f7a8b-0000-4000-8000-000000000000",
    )
    (tmp_path / "first").write_text(with_exec(ENTRY), encoding="utf-8")
    (tmp_path / "second").write_text(token_kubeconfig(second, "gAAAAABn", UNTIL), encoding="utf-8")
    done = subprocess.run(
        ["kubectl", "config", "view", "--flatten", "-o", "json"],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "KUBECONFIG": f"{tmp_path}/first:{tmp_path}/second",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    merged = json.loads(done.stdout)
    web, shop, jo, jo_too = (
        *("prod-web-1a2b3c4d", "prod-shop-5e6f7a8b"),
        *("jo-prod-1a2b3c4d", "jo-prod-5e6f7a8b"),
    )
    contexts = {item["name"]: item["context"] for item in merged["contexts"]}
    assert contexts == {
        web: {"cluster": web, "user": jo, "namespace": "shop"},
        shop: {"cluster": shop, "user": jo_too, "namespace": "till"},
    }
    users = {item["name"]: item["user"] for item in merged["users"]}
    assert users[jo_too] == {"token": "gAAAAABn"}
    assert users[jo]["exec"]["args"] == ["-c", LOGIN_SCRIPT]
    servers = {item["name"]: item["cluster"]["server"] for item in merged["clusters"]}
    assert servers == {web: ENTRY.server, shop: second.server}
    assert merged["current-context"] == web


@pytest.mark.parametrize("method", ["client", "cli"])
@needs_kubectl
def test_kubectl_runs_the_program_of_the_method(tmp_path: Path, method: str) -> None:
    token = "gAAAAABn" + "aZ0_" * 40
    programs = {
        "client-keystone-auth": (
            'printf \'{"apiVersion":"client.authentication.k8s.io/v1beta1",'
            f'"kind":"ExecCredential","status":{{"token":"{token}"}}}}\''
        ),
        "openstack": (
            f'printf \'expires="2099-11-25T00:24:51+0000"\\nid="{token}"\\nproject_id="p"\\n\''
        ),
    }
    for name, line in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{line}\n")
        (tmp_path / name).chmod(0o755)
    with serve(tls_context(tmp_path)) as cluster:
        cluster.answer = Answer(200, [("Content-Type", "application/json")], b"{}")
        entry = KubeconfigContext("prod", "web", "p", cluster.url, CERTIFICATE, "jo")
        text = kubeconfigs(entry)[1] if method == "client" else cli_kubeconfig(entry)
        file = tmp_path / "config"
        file.write_text(text, encoding="utf-8")
        done = kubectl([file], "get", "--raw", "/version", path=f"{tmp_path}:{os.environ['PATH']}")
        assert (done.returncode, done.stdout) == (0, "{}"), done.stderr
        assert {request.headers["authorization"] for request in cluster.requests} == {
            f"Bearer {token}"
        }


@needs_kubectl
def test_kubectl_shows_where_to_get_a_missing_client(tmp_path: Path) -> None:
    entry = KubeconfigContext("prod", "web", "p", "https://127.0.0.1:1", CERTIFICATE, "jo")
    file = tmp_path / "config"
    file.write_text(kubeconfigs(entry)[1], encoding="utf-8")
    done = kubectl([file], "get", "--raw", "/version")
    assert done.returncode != 0
    assert "releases of kubernetes/cloud-provider-openstack" in done.stderr


@given(NAMES)
def test_file_name_has_only_plain_characters(name: str) -> None:
    assert kubeconfig_file_name(name).isascii()
    assert kubeconfig_file_name(name).startswith("kubeconfig")
    assert not set(kubeconfig_file_name(name)) & set('/\\"\r\n ')


@needs_kubectl
def test_kubectl_logs_in_through_keystone_and_reaches_the_cluster(tmp_path: Path) -> None:
    tls = tls_context(tmp_path)
    token = "gAAAAABn" + "aZ0_" * 40
    until = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    with serve() as keystone, serve(tls) as cluster:
        keystone.grants(token, until)
        cluster.answer = Answer(200, [("Content-Type", "application/json")], b'{"major": "1"}')
        file = tmp_path / "config"
        file.write_text(
            script_kubeconfig(
                KubeconfigContext("prod", "web", "p", cluster.url, CERTIFICATE, "jo"),
                keystone.url,
                "c0ffee",
                "s3cret",
                UNTIL,
            ),
            encoding="utf-8",
        )
        done = kubectl([file], "get", "--raw", "/version")
        assert (done.returncode, done.stdout) == (0, '{"major": "1"}'), done.stderr
        assert cluster.requests
        assert {request.headers["authorization"] for request in cluster.requests} == {
            f"Bearer {token}"
        }
        assert len(keystone.requests) == 1


@needs_kubectl
def test_kubectl_shows_why_the_login_failed(tmp_path: Path) -> None:
    with serve() as keystone, serve(tls_context(tmp_path)) as cluster:
        keystone.answer = Answer(401)
        file = tmp_path / "config"
        entry = KubeconfigContext("prod", "web", "p", cluster.url, CERTIFICATE, "jo")
        file.write_text(script_kubeconfig(entry, keystone.url, "i", "s", UNTIL), encoding="utf-8")
        done = kubectl([file], "get", "--raw", "/version")
        assert done.returncode != 0
        assert "it has expired or was revoked. Download a new one" in done.stderr
        assert cluster.requests == []


@needs_kubectl
def test_kubectl_shows_the_certificate_to_the_cluster(tmp_path: Path) -> None:
    tls = tls_context(tmp_path)
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.load_verify_locations(cadata=CERTIFICATE)
    with serve(tls) as cluster:
        cluster.answer = Answer(200, [("Content-Type", "application/json")], b"{}")
        file = tmp_path / "config"
        (tmp_path / "key.pem").write_text(KEY, encoding="utf-8")
        entry = KubeconfigContext("prod", "web", "p", cluster.url, CERTIFICATE, "jo")
        file.write_text(
            certificate_kubeconfig(entry, CERTIFICATE, key_file="key.pem"), encoding="utf-8"
        )
        done = kubectl([file], "get", "--raw", "/version")
        assert (done.returncode, done.stdout) == (0, "{}"), done.stderr


def tls_context(folder: Path) -> ssl.SSLContext:
    (folder / "server.pem").write_text(CERTIFICATE + KEY, encoding="utf-8")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context
