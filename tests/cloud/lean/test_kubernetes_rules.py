# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The rules of the simulated Kubernetes API: reading kubectl's requests, and the policy."""

from __future__ import annotations

import io

import pytest
from minicloud.kubernetes import addresses, policy, protobuf, request_body
from minicloud.kubernetes.clusters import Cluster
from minicloud.kubernetes.policy import Attempt
from minicloud.kubernetes.token_review import PROJECT_ID, ROLES
from minicloud.kubernetes.users import User

# What kubectl 1.33 sent for: auth whoami, auth can-i delete pods/log -n kube-system,
# auth can-i get /healthz, auth can-i --list -n kube-system.
WHO_AM_I = (
    "6b3873000a2d0a1861757468656e7469636174696f6e2e6b38732e696f2f7631121153656c665375626a656374"
    "526576696577121a0a100a0012001a0022002a0032003800420012060a040a0012001a002200"
)
MAY_I = (
    "6b3873000a320a17617574686f72697a6174696f6e2e6b38732e696f2f7631121753656c665375626a65637441"
    "636365737352657669657712460a100a0012001a0022002a003200380042001228"
    "0a260a0b6b7562652d73797374656d120664656c6574651a0022002a04706f647332003a036c6f67"
    "1a08080012001a0020001a002200"
)
MAY_I_READ = (
    "6b3873000a320a17617574686f72697a6174696f6e2e6b38732e696f2f7631121753656c665375626a65637441"
    "6363657373526576696577122f0a100a0012001a0022002a003200380042001211"
    "120f0a082f6865616c74687a12036765741a08080012001a0020001a002200"
)
WHAT_MAY_I = (
    "6b3873000a310a17617574686f72697a6174696f6e2e6b38732e696f2f7631121653656c665375626a65637452"
    "756c657352657669657712270a100a0012001a0022002a00320038004200120d"
    "0a0b6b7562652d73797374656d1a04180022001a002200"
)
ACCESS = "SelfSubjectAccessReview"
MAY_I_MEANS = {
    "resourceAttributes": {
        "namespace": "kube-system",
        "verb": "delete",
        "resource": "pods",
        "name": "log",
    }
}

CLUSTER = Cluster(1, "u", "web", "p", "v1.33.5", "", "HEALTHY", True, "ca", "", ())


def read_body(sent: bytes, **headers: str) -> bytes:
    return request_body.read(
        {name.replace("_", "-"): value for name, value in headers.items()}, io.BytesIO(sent)
    )


def person(*roles: str, project: str = "p") -> User:
    return User("ada", extra={ROLES: roles, PROJECT_ID: (project,)})


@pytest.mark.parametrize(
    ("sent", "kind", "spec"),
    [
        (WHO_AM_I, "SelfSubjectReview", {}),
        (MAY_I, ACCESS, MAY_I_MEANS),
        (MAY_I_READ, ACCESS, {"nonResourceAttributes": {"path": "/healthz", "verb": "get"}}),
        (WHAT_MAY_I, "SelfSubjectRulesReview", {"namespace": "kube-system"}),
    ],
    ids=["who", "may", "path", "rules"],
)
def test_review_is_read_from_kubectls_protobuf(sent: str, kind: str, spec: object) -> None:
    assert protobuf.review_spec(bytes.fromhex(sent), kind) == spec


def test_review_that_is_cut_off_is_refused_or_unchanged() -> None:
    whole = bytes.fromhex(MAY_I)
    for length in range(len(whole)):
        try:
            spec = protobuf.review_spec(whole[:length], ACCESS)
        except ValueError:
            continue
        assert spec in ({}, MAY_I_MEANS)


def test_body_is_read_by_length_or_in_chunks() -> None:
    assert read_body(b"hello, more", Content_Length="5") == b"hello"
    assert read_body(b"") == b""
    chunks = b"5\r\nhello\r\n7;x=y\r\n, world\r\n0\r\nTrailer: 1\r\n\r\n"
    assert read_body(chunks, Transfer_Encoding="chunked") == b"hello, world"


@pytest.mark.parametrize(
    ("sent", "headers"),
    [
        (b"", {"Content_Length": "1000001"}),
        (b"", {"Content_Length": "-1"}),
        (b"fffff\r\n", {"Transfer_Encoding": "chunked"}),
        (b"hello", {"Transfer_Encoding": "chunked"}),
    ],
)
def test_body_too_large_or_malformed_is_refused(sent: bytes, headers: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="the request"):
        read_body(sent, **headers)


@pytest.mark.parametrize(
    ("role", "attempt", "allowed"),
    [
        ("k8s_admin", Attempt("delete", "", "secrets", "kube-system"), True),
        ("k8s_developer", Attempt("delete", "", "pods", "default"), True),
        ("k8s_developer", Attempt("get", "", "pods", "kube-system"), False),
        ("k8s_developer", Attempt("list", "", "nodes"), True),
        ("k8s_developer", Attempt("delete", "", "nodes"), False),
        ("k8s_developer", Attempt("patch", "", "certificatesigningrequests"), False),
        ("k8s_viewer", Attempt("get", "", "secrets", "default"), True),
        ("k8s_viewer", Attempt("get", "", "secrets", "kube-system"), False),
        ("k8s_viewer", Attempt("create", "", "pods", "default"), False),
        ("k8s_viewer", Attempt("list", "", "certificatesigningrequests"), False),
        ("member", Attempt("list", "", "nodes"), False),
        ("admin", Attempt("list", "", "nodes"), False),
    ],
)
def test_policy_allows_by_role_in_the_clusters_project_alone(
    role: str, attempt: Attempt, allowed: bool
) -> None:
    assert policy.allows(person("reader", role), CLUSTER, attempt) is allowed
    assert not policy.allows(person(role, project="another"), CLUSTER, attempt)


def test_policy_allows_every_user_a_self_review() -> None:
    asking = Attempt("create", "authentication.k8s.io", "selfsubjectreviews")
    assert policy.allows(person(project="another"), CLUSTER, asking)


@pytest.mark.parametrize("number", [1, 255, 256, 5000, 2**22 - 1])
def test_address_belongs_to_one_row(number: int) -> None:
    assert addresses.number_at(addresses.address(number)) == number
