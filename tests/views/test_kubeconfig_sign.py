# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The kubeconfig with a client certificate: what Magnum is given to sign."""

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


def test_the_browser_gets_a_file_with_a_place_for_the_key_it_made(openstack, member, cluster):
    answer = sign(member, cluster, request_for(), headers=JSON)
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"
    found = answer.json()
    assert found["filename"] == "kubeconfig-alpha.yaml"
    assert f"\n    client-key-data: {found['placeholder']}\n" in found["kubeconfig"]
    user = user_entry(found["kubeconfig"])
    assert user["client-key-data"] == found["placeholder"]
    certificate = x509.load_pem_x509_certificate(base64.b64decode(user["client-certificate-data"]))
    names = {name.oid: name.value for name in certificate.subject}
    assert names == {NameOID.COMMON_NAME: "member", NameOID.ORGANIZATION_NAME: ARM_LAB}


def test_a_pasted_request_gives_a_file_that_names_the_users_own_key(openstack, member, cluster):
    answer = sign(member, cluster, request_for())
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="kubeconfig-alpha.yaml"'
    assert answer["Cache-Control"] == "no-store"
    user = user_entry(answer.content.decode())
    assert user["client-key"] == "user.key"
    assert "client-key-data" not in user


def test_magnum_is_sent_the_request_alone_and_once(openstack, member, cluster):
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
def test_a_request_for_anybody_else_is_refused_and_not_sent(
    openstack, member, cluster, subject, why
):
    answer = sign(member, cluster, request_for(**subject))
    assert answer.status_code == 400
    assert why in said(answer)
    assert not changes(openstack)


def test_a_full_administrator_needs_the_box_ticked(openstack, member, cluster):
    csr = request_for(organization="system:masters")
    assert sign(member, cluster, csr).status_code == 400
    assert not changes(openstack)
    assert sign(member, cluster, csr, administrator="yes").status_code == 200
    assert only_change(openstack).body["csr"] == csr


def test_with_the_box_ticked_an_ordinary_request_is_refused(openstack, member, cluster):
    answer = sign(member, cluster, request_for(), administrator="yes")
    assert answer.status_code == 400
    assert not changes(openstack)


def test_a_request_that_is_not_signed_by_its_own_key_is_refused(openstack, member, cluster):
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
def test_what_is_no_request_is_a_sentence(openstack, member, cluster, csr):
    answer = sign(member, cluster, csr)
    assert answer.status_code == 400
    assert "The certificate was not signed" in said(answer)
    assert not changes(openstack)


@pytest.mark.usefixtures("whole_frame")
def test_a_private_key_that_was_pasted_by_mistake_is_not_sent_on(openstack, member, cluster):
    key = "-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\n"
    answer = sign(member, cluster, key + request_for())
    assert answer.status_code == 400
    assert "MIGH" not in answer.content.decode()
    assert not changes(openstack)


def test_a_weak_key_is_refused(openstack, member, cluster):
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    assert sign(member, cluster, request_for(key=weak)).status_code == 400
    assert not changes(openstack)


def test_a_request_to_be_an_authority_is_refused(openstack, member, cluster):
    csr = request_for(extension=x509.BasicConstraints(ca=True, path_length=None))
    assert sign(member, cluster, csr).status_code == 400
    assert not changes(openstack)


def test_the_browsers_script_is_told_why_in_json(openstack, member, cluster):
    answer = sign(member, cluster, request_for(common_name="admin"), headers=JSON)
    assert answer["Content-Type"] == "application/json"
    assert "must be for “member”" in answer.json()["error"]
    assert not changes(openstack)


def test_magnums_refusal_is_told_in_json_and_on_a_page(openstack, member, cluster):
    openstack.fail("POST", "/v1/certificates", status=503, message="conductor away")
    assert "Magnum failed" in sign(member, cluster, request_for(), headers=JSON).json()["error"]
    answer = sign(member, cluster, request_for())
    assert answer.status_code == 502
    assert "Magnum failed" in said(answer)


def test_a_cluster_that_is_gone_is_told_to_the_script_in_json_too(openstack, member, cluster):
    del openstack.clusters[cluster["uuid"]]
    answer = sign(member, cluster, request_for(), headers=JSON)
    assert answer["Content-Type"] == "application/json"
    assert "has been deleted" in answer.json()["error"]


def test_a_lost_login_is_told_to_the_script_by_its_status(openstack, member, cluster):
    openstack.tokens.clear()
    assert sign(member, cluster, request_for(), headers=JSON).status_code == 401


def test_only_the_owner_and_administrators_get_certificates(openstack, member, sign_in):
    cluster = openstack.add_cluster("alpha", owner="colleague")
    answer = sign(member, cluster, request_for())
    assert answer.status_code == 403
    assert not changes(openstack)
    administrator = sign(sign_in("admin"), cluster, request_for(common_name="admin"))
    assert administrator.status_code == 200


def test_a_cluster_without_an_address_signs_nothing(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    answer = sign(member, cluster, request_for())
    assert answer.status_code == 403
    assert "no API address yet" in said(answer)
    assert not changes(openstack)


def test_a_certificate_that_is_nonsense_is_a_sentence(openstack, member, cluster):
    nonsense = {"pem": "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"}
    openstack.fail("POST", "/v1/certificates", status=201, body=nonsense)
    answer = sign(member, cluster, request_for())
    assert answer.status_code == 502
    assert "The certificate was not signed" in said(answer)


def test_the_certificate_is_kept_nowhere(openstack, member, cluster):
    from django.core.cache import cache

    answer = sign(member, cluster, request_for())
    data = user_entry(answer.content.decode())["client-certificate-data"]
    assert not any(data.encode() in stored for stored in cache._cache.values())
