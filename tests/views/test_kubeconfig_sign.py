# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The kubeconfig with a client certificate: the requests that Magnum signs."""

from __future__ import annotations

import base64

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.fake_openstack.seed import ARM_LAB
from tests.views.pages import changes, only_change, said, url

JSON = {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha")


def request_for(common_name="member", organization=ARM_LAB, key=None, extension=None):
    names = [(NameOID.ORGANIZATION_NAME, organization), (NameOID.COMMON_NAME, common_name)]
    builder = x509.CertificateSigningRequestBuilder().subject_name(
        x509.Name([x509.NameAttribute(kind, value) for kind, value in names])
    )
    if extension is not None:
        builder = builder.add_extension(extension, critical=True)
    signed = builder.sign(key or ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    return signed.public_bytes(Encoding.PEM).decode()


def sign(client, cluster, csr, *, headers=None, **fields):
    return client.post(url("sign", cluster["uuid"]), {"csr": csr, **fields}, headers=headers)


def user_entry(text):
    (user,) = yaml.safe_load(text)["users"]
    return user["user"]


def test_certificate_for_the_browser_has_a_placeholder_for_the_key(openstack, member, cluster):
    answer = sign(member, cluster, request_for(), headers=JSON)
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"
    reply = answer.json()
    assert reply["filename"] == "kubeconfig-alpha.yaml"
    assert f"\n    client-key-data: {reply['placeholder']}\n" in reply["kubeconfig"]
    user = user_entry(reply["kubeconfig"])
    assert user["client-key-data"] == reply["placeholder"]
    certificate = x509.load_pem_x509_certificate(base64.b64decode(user["client-certificate-data"]))
    names = {name.oid: name.value for name in certificate.subject}
    assert names == {NameOID.COMMON_NAME: "member", NameOID.ORGANIZATION_NAME: ARM_LAB}


def test_certificate_of_a_pasted_request_names_the_users_key(openstack, member, cluster):
    answer = sign(member, cluster, request_for())
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="kubeconfig-alpha.yaml"'
    assert answer["Cache-Control"] == "no-store"
    user = user_entry(answer.content.decode())
    assert user["client-key"] == "user.key"
    assert "client-key-data" not in user


def test_certificate_request_is_sent_alone_and_once(openstack, member, cluster):
    csr = request_for()
    sign(member, cluster, f"Hello, please sign\n{csr}\nBye")
    sent = only_change(openstack)
    assert (sent.method, sent.path.rstrip("/")) == ("POST", "/v1/certificates")
    assert sent.body == {"cluster_uuid": cluster["uuid"], "csr": csr}


@pytest.mark.parametrize(
    ("subject", "why"),
    [
        ({"common_name": "admin"}, "must be for “member”"),
        ({"organization": "system:masters"}, "system:masters"),
        ({"organization": "another-project"}, "another-project"),
        ({"common_name": "system:kube-controller-manager"}, "must be for “member”"),
    ],
)
def test_certificate_request_for_another_user_is_rejected(openstack, member, cluster, subject, why):
    answer = sign(member, cluster, request_for(**subject))
    assert answer.status_code == 400
    assert why in said(answer)
    assert not changes(openstack)


def test_certificate_of_an_administrator_needs_the_ticked_box(openstack, member, cluster):
    csr = request_for(organization="system:masters")
    assert sign(member, cluster, csr).status_code == 400
    assert not changes(openstack)
    assert sign(member, cluster, csr, administrator="yes").status_code == 200
    assert only_change(openstack).body["csr"] == csr


def test_certificate_request_of_an_ordinary_user_is_rejected_with_the_box(
    openstack, member, cluster
):
    answer = sign(member, cluster, request_for(), administrator="yes")
    assert answer.status_code == 400
    assert not changes(openstack)


def test_certificate_request_with_a_wrong_signature_is_rejected(openstack, member, cluster):
    der = bytearray(x509.load_pem_x509_csr(request_for().encode()).public_bytes(Encoding.DER))
    der[-3] ^= 0xFF
    body = base64.encodebytes(bytes(der)).decode()
    csr = f"-----BEGIN CERTIFICATE REQUEST-----\n{body}-----END CERTIFICATE REQUEST-----\n"
    answer = sign(member, cluster, csr)
    assert answer.status_code == 400
    assert not changes(openstack)


@pytest.mark.parametrize(
    "csr",
    ["", "hello", "-----BEGIN CERTIFICATE REQUEST-----\nx\n-----END CERTIFICATE REQUEST-----", "ü"],
)
def test_certificate_request_of_another_format_is_rejected(openstack, member, cluster, csr):
    answer = sign(member, cluster, csr)
    assert answer.status_code == 400
    assert "The certificate was not signed" in said(answer)
    assert not changes(openstack)


@pytest.mark.usefixtures("whole_frame")
def test_certificate_request_with_a_private_key_is_not_sent(openstack, member, cluster):
    key = "-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\n"
    answer = sign(member, cluster, key + request_for())
    assert answer.status_code == 400
    assert "MIGH" not in answer.content.decode()
    assert not changes(openstack)


def test_certificate_request_with_a_weak_key_is_rejected(openstack, member, cluster):
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    assert sign(member, cluster, request_for(key=weak)).status_code == 400
    assert not changes(openstack)


def test_certificate_request_for_an_authority_is_rejected(openstack, member, cluster):
    csr = request_for(extension=x509.BasicConstraints(ca=True, path_length=None))
    assert sign(member, cluster, csr).status_code == 400
    assert not changes(openstack)


def test_certificate_rejection_reaches_the_script_in_json(openstack, member, cluster):
    answer = sign(member, cluster, request_for(common_name="admin"), headers=JSON)
    assert answer["Content-Type"] == "application/json"
    assert "must be for “member”" in answer.json()["error"]
    assert not changes(openstack)


def test_certificate_failure_of_magnum_is_reported_in_json_and_on_a_page(
    openstack, member, cluster
):
    openstack.fail("POST", "/v1/certificates", status=503, message="conductor away")
    assert "Magnum failed" in sign(member, cluster, request_for(), headers=JSON).json()["error"]
    answer = sign(member, cluster, request_for())
    assert answer.status_code == 502
    assert "Magnum failed" in said(answer)


def test_certificate_for_a_deleted_cluster_is_reported_in_json(openstack, member, cluster):
    del openstack.clusters[cluster["uuid"]]
    answer = sign(member, cluster, request_for(), headers=JSON)
    assert answer["Content-Type"] == "application/json"
    assert "has been deleted" in answer.json()["error"]


def test_certificate_with_an_ended_login_answers_401(openstack, member, cluster):
    openstack.tokens.clear()
    assert sign(member, cluster, request_for(), headers=JSON).status_code == 401


def test_certificate_is_for_the_owner_and_administrators(openstack, member, sign_in):
    cluster = openstack.add_cluster("alpha", owner="colleague")
    answer = sign(member, cluster, request_for())
    assert answer.status_code == 403
    assert not changes(openstack)
    administrator = sign(sign_in("admin"), cluster, request_for(common_name="admin"))
    assert administrator.status_code == 200


def test_certificate_is_not_signed_for_a_cluster_without_address(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    answer = sign(member, cluster, request_for())
    assert answer.status_code == 403
    assert "no API address yet" in said(answer)
    assert not changes(openstack)


def test_certificate_that_is_malformed_is_reported(openstack, member, cluster):
    nonsense = {"pem": "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"}
    openstack.fail("POST", "/v1/certificates", status=201, body=nonsense)
    answer = sign(member, cluster, request_for())
    assert answer.status_code == 502
    assert "The certificate was not signed" in said(answer)


def test_certificate_for_another_key_is_not_given_out(openstack, member, cluster):
    other = {"pem": openstack.authority.sign(request_for())}
    openstack.fail("POST", "/v1/certificates", status=201, body=other)
    answer = sign(member, cluster, request_for(), headers=JSON)
    assert "for another key" in answer.json()["error"]
    assert "kubeconfig" not in answer.json()


def test_certificate_for_other_groups_is_not_given_out(openstack, member, cluster):
    key = ec.generate_private_key(ec.SECP256R1())
    other = {"pem": openstack.authority.sign(request_for(organization="system:masters", key=key))}
    openstack.fail("POST", "/v1/certificates", status=201, body=other)
    answer = sign(member, cluster, request_for(key=key))
    assert answer.status_code == 502
    assert "instead of" in said(answer)


def test_certificate_with_its_chain_is_given_out_whole(openstack, member, cluster):
    key = ec.generate_private_key(ec.SECP256R1())
    chain = openstack.authority.sign(request_for(key=key)) + openstack.authority.ca_pem
    openstack.fail("POST", "/v1/certificates", status=201, body={"pem": chain})
    user = user_entry(sign(member, cluster, request_for(key=key)).content.decode())
    assert base64.b64decode(user["client-certificate-data"]).decode() == chain


def test_certificate_is_stored_nowhere(openstack, member, cluster):
    from django.core.cache import cache

    answer = sign(member, cluster, request_for())
    data = user_entry(answer.content.decode())["client-certificate-data"]
    assert not any(data.encode() in stored for stored in cache._cache.values())
