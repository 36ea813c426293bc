# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The dashboard's own kubeconfigs, used with kubectl on the API of a cluster.

LDC_OLD_KUBECTL names a second, older kubectl; it is tried beside the one that is installed.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from keystoneauth1 import session
from keystoneauth1.identity import v3

from ldc_k8s_dashboard.domain.access import kubeconfig
from ldc_k8s_dashboard.domain.access.kubeconfig import KubeconfigContext

NAME = "kube-api"
ALIEN = "kube-alien"
TEMPLATE = "k8s-v1.33.5-arm64"
ROLES = "alpha.kubernetes.io/identity/roles"
REVIEWS = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
REVIEW = json.dumps({"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"})
SHORT = timedelta(seconds=5)
REFUSED = "You must be logged in to the server"

KUBECTLS = {
    "kubectl": shutil.which("kubectl"),
    "old-kubectl": os.environ.get("LDC_OLD_KUBECTL") or shutil.which("kubectl-1.20"),
}


@dataclass(frozen=True)
class Kubectl:
    program: str
    home: Path

    def __call__(
        self, config: str, *arguments: str, given: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Runs it with this kubeconfig, in an environment that holds nothing else."""
        path = self.home / "kubeconfig.yaml"
        path.write_text(config)
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.home), "KUBECONFIG": str(path)}
        return subprocess.run(
            [self.program, *arguments],
            env=environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def nodes(self, config: str) -> list[str]:
        done = self(config, "get", "nodes", "-o", "name")
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    def refusal(self, config: str) -> str:
        """Return its message to a user who may not see the nodes."""
        done = self(config, "get", "nodes", "-o", "name")
        assert done.returncode != 0, done.stdout
        assert done.stdout == ""
        return done.stderr

    def person(self, config: str) -> dict[str, Any]:
        """What the cluster takes the person for; every kubectl can ask in this way."""
        done = self(config, "create", "--raw", REVIEWS, "-f", "-", given=REVIEW)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout)["status"]["userInfo"])

    def may(self, config: str, *what: str) -> bool:
        done = self(config, "auth", "can-i", *what)
        answer = done.stdout.strip()
        assert answer in ("yes", "no") or answer.startswith("no "), done.stderr
        return answer == "yes"


@pytest.fixture(params=[name for name, found in KUBECTLS.items() if found] or ["kubectl"])
def kubectl(request: pytest.FixtureRequest, tmp_path: Path) -> Kubectl:
    program = KUBECTLS[request.param]
    if program is None:
        pytest.fail("There is no kubectl: install the package kubernetes-client.")
    return Kubectl(program, tmp_path)


@pytest.fixture(scope="module")
def clusters(lean_cloud: Any) -> Iterator[dict[str, Any]]:
    """One of project demo and one of project other, by name."""
    people = {NAME: "demo", ALIEN: "other"}
    made = {}
    for name, who in people.items():
        lean_cloud.magnum(who, who).create(name, TEMPLATE, labels={"sim_seconds": "0"})
    for name, who in people.items():
        made[name] = lean_cloud.magnum(who, who).settled(name)
        assert made[name]["status"] == "CREATE_COMPLETE"
    yield made
    for name, who in people.items():
        assert lean_cloud.magnum(who, who).delete(name) is None


@pytest.fixture
def entry(lean_cloud: Any, clusters: dict[str, Any]) -> KubeconfigContext:
    return entry_of(lean_cloud, clusters[NAME], "demo")


@pytest.fixture
def credential(lean_cloud: Any) -> Iterator[Callable[..., Any]]:
    """``credential("demo")`` makes an application credential, which is deleted in the end."""
    made: list[Any] = []

    def make(who: str, project: str, **options: Any) -> Any:
        identity = lean_cloud.connection(who, project).identity
        user = identity.session.get_user_id()
        credential = identity.create_application_credential(
            user, name=f"kubectl-{len(made)}-{time.time_ns()}", **options
        )
        made.append((identity, user, credential))
        return credential

    yield make
    for identity, user, found in made:
        identity.delete_application_credential(user, found, ignore_missing=True)


def entry_of(lean_cloud: Any, cluster: dict[str, Any], who: str) -> KubeconfigContext:
    magnum = lean_cloud.magnum(who, who)
    ca = magnum.accepted("GET", f"/certificates/{cluster['uuid']}")["pem"]
    project = cluster["project_id"]
    return KubeconfigContext(cluster["name"], who, project, cluster["api_address"], ca, who)


def script_config(lean_cloud: Any, entry: KubeconfigContext, credential: Any) -> str:
    """The form that logs in with an application credential."""
    auth_url, until = lean_cloud.facts["auth_url"], datetime.now(UTC)
    return kubeconfig.script_kubeconfig(entry, auth_url, credential.id, credential.secret, until)


def token_config(lean_cloud: Any, entry: KubeconfigContext, who: str, project: str) -> str:
    token = lean_cloud.session(who, project).get_token()
    return kubeconfig.token_kubeconfig(entry, token, datetime.now(UTC))


def certificate_config(lean_cloud: Any, entry: KubeconfigContext, signer: str, group: str) -> str:
    """The form with a certificate that Magnum signs with the authority of cluster ``signer``."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = [
        x509.NameAttribute(NameOID.COMMON_NAME, "ada"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, group),
    ]
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(subject))
    csr = request.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
    who = "demo" if signer == NAME else "other"
    magnum = lean_cloud.magnum(who, who)
    body = {"cluster_uuid": magnum.cluster(signer)["uuid"], "csr": csr}
    signed = magnum.accepted("POST", "/certificates", body)["pem"]
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    # As the browser does it.
    return kubeconfig.certificate_kubeconfig(entry, signed).replace(
        kubeconfig.KEY_PLACEHOLDER, base64.b64encode(pem).decode()
    )


def test_application_credential_lists_the_nodes_of_magnum(
    lean_cloud: Any, entry: KubeconfigContext, credential: Callable[..., Any], kubectl: Kubectl
) -> None:
    config = script_config(lean_cloud, entry, credential("demo", "demo"))
    names = (f"node/{NAME}-default-master-0", f"node/{NAME}-default-worker-0")
    assert sorted(kubectl.nodes(config)) == list(names)
    shown = kubectl(config, "get", "nodes", "-o", "json")
    nodes = json.loads(shown.stdout)["items"]
    cluster = lean_cloud.magnum().cluster(NAME)
    told = {
        address["address"]
        for node in nodes
        for address in node["status"]["addresses"]
        if address["type"] == "InternalIP"
    }
    assert told == {*cluster["master_addresses"], *cluster["node_addresses"]}
    assert {node["status"]["nodeInfo"]["kubeletVersion"] for node in nodes} == {"v1.33.5"}
    # Three places mark it as a simulation.
    assert {node["metadata"]["labels"]["minicloud/simulated"] for node in nodes} == {"true"}
    assert "This cluster is simulated" in shown.stderr
    assert "v1.33.5+simulated" in kubectl(config, "version").stdout


def test_application_credential_has_its_own_roles_in_the_cluster(
    lean_cloud: Any, entry: KubeconfigContext, credential: Callable[..., Any], kubectl: Kubectl
) -> None:
    config = script_config(
        lean_cloud, entry, credential("demo", "demo", roles=[{"name": "k8s_admin"}])
    )
    person = kubectl.person(config)
    assert (person["username"], person["extra"][ROLES]) == ("demo", ["k8s_admin"])
    assert entry.project_id in person["groups"]
    assert kubectl.may(config, "delete", "pods", "-n", "kube-system")


def test_viewer_reads_and_changes_nothing(
    lean_cloud: Any, entry: KubeconfigContext, credential: Callable[..., Any], kubectl: Kubectl
) -> None:
    config = script_config(lean_cloud, entry, credential("reader", "demo"))
    assert set(kubectl.person(config)["extra"][ROLES]) == {"reader", "k8s_viewer"}
    assert len(kubectl.nodes(config)) == 2
    assert kubectl.may(config, "list", "pods")
    assert not kubectl.may(config, "delete", "pods")
    assert not kubectl.may(config, "list", "pods", "-n", "kube-system")


def test_role_member_alone_allows_nothing(
    lean_cloud: Any, entry: KubeconfigContext, credential: Callable[..., Any], kubectl: Kubectl
) -> None:
    config = script_config(
        lean_cloud, entry, credential("demo", "demo", roles=[{"name": "member"}])
    )
    assert "k8s_admin" not in kubectl.person(config)["extra"][ROLES]
    assert "the token has none of the roles k8s_admin" in kubectl.refusal(config)


def test_application_credential_of_another_project_is_refused(
    lean_cloud: Any, entry: KubeconfigContext, credential: Callable[..., Any], kubectl: Kubectl
) -> None:
    config = script_config(lean_cloud, entry, credential("other", "other"))
    refusal = kubectl.refusal(config)
    assert "the token is for another project (other)" in refusal
    assert entry.project_id in refusal


@pytest.fixture(scope="module")
def expired(lean_cloud: Any) -> tuple[Any, str]:
    """An application credential that has expired, and a token that it gave before."""
    identity = lean_cloud.connection("demo", "demo").identity
    user, end = identity.session.get_user_id(), datetime.now(UTC) + SHORT
    short = identity.create_application_credential(
        user, name="short", expires_at=end.strftime("%Y-%m-%dT%H:%M:%S.%f")
    )
    token = token_of(lean_cloud, short)
    while datetime.now(UTC) <= end + timedelta(seconds=1):  # Keystone counts whole seconds
        time.sleep(0.1)
    return short, token


def test_application_credential_that_has_expired_is_refused_with_its_token(
    lean_cloud: Any, entry: KubeconfigContext, expired: tuple[Any, str], kubectl: Kubectl
) -> None:
    short, token = expired
    refusal = kubectl.refusal(script_config(lean_cloud, entry, short))
    assert "it has expired or was revoked. Download a new one" in refusal
    ended = kubeconfig.token_kubeconfig(entry, token, datetime.now(UTC))
    assert REFUSED in kubectl.refusal(ended)


def test_application_credential_that_was_revoked_is_refused(
    lean_cloud: Any, entry: KubeconfigContext, credential: Callable[..., Any], kubectl: Kubectl
) -> None:
    """At once, and with it the token that was had with it before."""
    revoked = credential("demo", "demo")
    script = script_config(lean_cloud, entry, revoked)
    token = kubeconfig.token_kubeconfig(entry, token_of(lean_cloud, revoked), datetime.now(UTC))
    assert len(kubectl.nodes(token)) == len(kubectl.nodes(script)) == 2
    identity = lean_cloud.connection("demo", "demo").identity
    identity.delete_application_credential(identity.session.get_user_id(), revoked)
    assert "it has expired or was revoked. Download a new one" in kubectl.refusal(script)
    assert REFUSED in kubectl.refusal(token)


def test_token_is_accepted_unless_it_is_another_projects(
    lean_cloud: Any, entry: KubeconfigContext, kubectl: Kubectl
) -> None:
    assert len(kubectl.nodes(token_config(lean_cloud, entry, "demo", "demo"))) == 2
    refusal = kubectl.refusal(token_config(lean_cloud, entry, "other", "other"))
    assert "the token is for another project (other)" in refusal


def test_certificate_has_the_rights_of_its_group(
    lean_cloud: Any, entry: KubeconfigContext, kubectl: Kubectl
) -> None:
    config = certificate_config(lean_cloud, entry, NAME, "system:masters")
    assert len(kubectl.nodes(config)) == 2
    person = kubectl.person(config)
    assert (person["username"], person["groups"][0]) == ("ada", "system:masters")
    config = certificate_config(lean_cloud, entry, NAME, "developers")
    assert "a certificate has rights by its groups" in kubectl.refusal(config)


def test_certificate_of_another_clusters_authority_is_refused(
    lean_cloud: Any, entry: KubeconfigContext, kubectl: Kubectl
) -> None:
    refusal = kubectl.refusal(certificate_config(lean_cloud, entry, ALIEN, "system:masters"))
    assert "tls:" in refusal


def test_kubectl_rejects_a_server_of_another_authority(
    lean_cloud: Any, clusters: dict[str, Any], entry: KubeconfigContext, kubectl: Kubectl
) -> None:
    ca = entry_of(lean_cloud, clusters[ALIEN], "other").ca_pem
    wrong = KubeconfigContext(NAME, "demo", entry.project_id, entry.server, ca, "demo")
    refusal = kubectl.refusal(token_config(lean_cloud, wrong, "demo", "demo"))
    assert "certificate signed by unknown authority" in refusal


def test_request_without_login_is_refused(entry: KubeconfigContext) -> None:
    at = urlsplit(entry.server)
    context = ssl.create_default_context(cadata=entry.ca_pem)
    with (
        socket.create_connection((at.hostname, at.port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=at.hostname) as secured,
    ):
        secured.sendall(b"GET /api/v1/nodes HTTP/1.0\r\n\r\n")
        assert secured.recv(1000).startswith(b"HTTP/1.1 401 ")


def test_api_address_is_the_clusters_own_and_survives_a_restart(
    lean_cloud: Any, clusters: dict[str, Any], entry: KubeconfigContext, kubectl: Kubectl
) -> None:
    """Those that were put into the database at once too."""
    lean_cloud.wait_for_samples()
    assert lean_cloud.command("up", "--clusters", "3").returncode == 0
    before = addresses(lean_cloud)
    assert len(set(before.values())) == len(before) >= 4
    port = lean_cloud.facts["services"]["kubernetes"].rpartition(":")[2]
    for address in before.values():
        assert address.startswith("https://127.64.")
        assert address.endswith(f":{port}")
    assert lean_cloud.command("down").returncode == 0
    up = lean_cloud.command("up")
    assert up.returncode == 0, up.stderr
    assert addresses(lean_cloud) == before
    assert len(kubectl.nodes(token_config(lean_cloud, entry, "demo", "demo"))) == 2
    fleet = next(name for name in before if name.startswith("fleet-"))
    of_fleet = entry_of(lean_cloud, lean_cloud.magnum().cluster(fleet), "demo")
    assert kubectl.nodes(token_config(lean_cloud, of_fleet, "demo", "demo"))


def token_of(lean_cloud: Any, credential: Any) -> str:
    """A token had with the credential."""
    login = v3.ApplicationCredential(
        lean_cloud.facts["auth_url"],
        application_credential_id=credential.id,
        application_credential_secret=credential.secret,
    )
    return str(session.Session(login).get_token())


def addresses(lean_cloud: Any) -> dict[str, str]:
    """Those of project demo's clusters that have an API, by name; a few of a fleet that another
    test may have made a thousand of."""
    magnum = lean_cloud.magnum()
    listed = magnum.accepted("GET", "/clusters")["clusters"]
    fleet = [item for item in listed if item["name"].startswith("fleet-")]
    others = [item for item in listed if not item["name"].startswith("fleet-")]
    shown = (magnum.cluster(item["uuid"]) for item in others + fleet[:5])
    return {item["name"]: item["api_address"] for item in shown if item["api_address"]}
