# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Flavors, images, keys, networks, names and application credentials."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from tests.fake_openstack import seed


def names(rows):
    return [row.name for row in rows]


def test_flavors_have_their_traits_in_one_call(openstack, cloud):
    flavors = {flavor.name: flavor for flavor in cloud.compute.flavors()}
    assert flavors["arm.small"].extra_specs == {"trait:HW_ARCH_AARCH64": "required"}
    assert (flavors["arm.large"].vcpus, flavors["arm.large"].ram, flavors["arm.large"].disk) == (
        8,
        16384,
        80,
    )
    assert len(openstack.requests) == 1


def test_flavors_have_no_extra_specs_where_policy_hides_them(openstack, cloud):
    for flavor in openstack.flavors.values():
        del flavor["extra_specs"]
    assert all(flavor.extra_specs == {} for flavor in cloud.compute.flavors())


def test_images_keep_every_property_under_its_name(openstack, cloud):
    images = {image.name: image for image in cloud.images.list()}
    assert images["fedora-coreos-41-arm64"].properties == {
        "hw_architecture": "aarch64",
        "os_distro": "fedora-coreos",
    }
    assert images["ubuntu-2404-kube-v1.34.0-arm64"].properties == {
        "architecture": "aarch64",
        "kube_version": "v1.34.0",
        "os_distro": "ubuntu",
    }
    assert images["flatcar-unlabelled"].min_disk == 10


@pytest.mark.parametrize("prefix", ["http://glance.test", "http://cloud.test/image"])
def test_images_are_read_in_pages_of_1000_under_any_prefix(openstack, cloud_of, prefix):
    openstack.endpoints["image"] = prefix
    template = next(iter(openstack.images.values()))
    openstack.images = {
        f"id-{at}": {**template, "id": f"id-{at}", "name": f"image-{at}"} for at in range(1500)
    }
    assert len(cloud_of("member").images.list()) == 1500
    assert len(openstack.sent("GET", "/v2/images")) == 2


def test_keypairs_are_the_users_own(cloud):
    assert names(cloud.compute.keypairs()) == ["build-server", "laptop"]


@pytest.mark.parametrize("user", ["member", "admin"])
def test_networks_are_those_the_project_can_use(cloud_of, user):
    cloud = cloud_of(user)
    assert names(cloud.network.networks()) == ["campus", "private", "public"]
    assert [network.name for network in cloud.network.networks() if network.external] == ["public"]


def test_subnets_belong_to_networks(openstack, cloud):
    subnet = next(subnet for subnet in cloud.network.subnets() if subnet.name == "private-subnet")
    assert openstack.networks[subnet.network_id]["name"] == "private"


# --- names ---


def test_projects_are_listed_for_administrators_only(cloud_of):
    assert names(cloud_of("admin").identity.projects()) == ["arm-lab", "other-lab"]
    with pytest.raises(ServiceError) as caught:
        cloud_of("member").identity.projects()
    assert caught.value.kind is FailureKind.FORBIDDEN


def test_names_of_the_own_project_and_user_take_no_call(openstack, cloud, login):
    user = login("member")
    openstack.requests.clear()
    assert cloud.identity.project_names([user.project_id]) == {user.project_id: "arm-lab"}
    assert cloud.identity.user_names([user.user_id]) == {user.user_id: "member"}
    assert openstack.requests == []


def test_names_that_are_forbidden_are_left_out(cloud):
    assert cloud.identity.project_names([seed.OTHER_LAB]) == {}
    assert cloud.identity.user_names(["nobody"]) == {}


@pytest.mark.parametrize("many", [1, 50])
def test_names_that_are_forbidden_differ_from_deleted_ones(cloud_of, many):
    ids = [f"{at:032x}" for at in range(many)]
    gone = cloud_of("admin").identity.project_names(ids)
    assert gone == {}
    assert gone.forbidden is None
    hidden = cloud_of("member").identity.project_names(ids)
    assert hidden == {}
    assert hidden.forbidden.kind is FailureKind.FORBIDDEN


def test_names_beside_a_forbidden_one_are_read(openstack, cloud_of):
    openstack.fail("GET", f"/v3/projects/{seed.OTHER_LAB}", status=403)
    lookup = cloud_of("admin").identity.project_names([seed.ARM_LAB, seed.OTHER_LAB])
    assert lookup == {seed.ARM_LAB: "arm-lab"}
    assert lookup.forbidden is not None


def test_names_are_remembered(openstack, cloud_of):
    ids = [user["id"] for user in openstack.users.values()]
    admin = cloud_of("admin")
    openstack.requests.clear()
    assert set(admin.identity.user_names([*ids, "", "gone"]).values()) == set(openstack.users)
    before = len(openstack.requests)
    assert admin.identity.user_names(ids) == admin.identity.user_names(ids)
    assert len(openstack.requests) == before


def test_names_remembered_for_one_user_are_not_shown_to_another(openstack, cloud_of):
    assert cloud_of("admin").identity.project_names([seed.OTHER_LAB]) == {
        seed.OTHER_LAB: "other-lab"
    }
    assert cloud_of("member").identity.project_names([seed.OTHER_LAB]) == {}


def test_names_of_many_ids_take_one_list(openstack, cloud_of):
    for at in range(100):
        openstack.projects[f"p{at}"] = {
            "id": f"p{at}",
            "name": f"project {at}",
            "domain_id": "default",
            "enabled": True,
        }
    admin = cloud_of("admin")
    openstack.requests.clear()
    assert len(admin.identity.project_names([f"p{at}" for at in range(100)])) == 100
    assert len(openstack.requests) == 1


# --- application credentials ---


def test_application_credential_is_restricted_and_expires(openstack, cloud, login):
    paris = timezone(timedelta(hours=2))
    made, secret = cloud.identity.create_application_credential(
        "k8s-1234-x", ["reader"], datetime(2027, 3, 1, 12, 0, tzinfo=paris), "Kubernetes"
    )
    (sent,) = openstack.sent("POST")
    assert sent.body["application_credential"] == {
        "name": "k8s-1234-x",
        "description": "Kubernetes",
        "roles": [{"name": "reader"}],
        "expires_at": "2027-03-01T10:00:00.000000Z",
        "unrestricted": False,
    }
    assert secret == openstack.application_credentials[made.id]["secret"]
    assert made.roles == ("reader",)
    assert made.expires_at == datetime(2027, 3, 1, 10, 0, tzinfo=UTC)
    assert secret not in repr(made)


def test_application_credentials_are_listed_and_revoked(openstack, cloud):
    until = datetime(2027, 1, 1, tzinfo=UTC)
    made, _secret = cloud.identity.create_application_credential("k8s-a", ["member"], until)
    cloud.identity.create_application_credential("k8s-b", ["member"], until)
    elsewhere, _secret = cloud.identity.create_application_credential("k8s-c", ["member"], until)
    openstack.application_credentials[elsewhere.id]["project_id"] = seed.OTHER_LAB
    assert names(cloud.identity.application_credentials()) == ["k8s-a", "k8s-b"]
    cloud.identity.delete_application_credential(made.id)
    assert names(cloud.identity.application_credentials()) == ["k8s-b"]
    with pytest.raises(ServiceError) as caught:
        cloud.identity.delete_application_credential(made.id)
    assert caught.value.kind is FailureKind.NOT_FOUND


def test_application_credential_with_a_foreign_role_is_rejected(cloud):
    with pytest.raises(ServiceError) as caught:
        cloud.identity.create_application_credential(
            "x", ["admin"], datetime(2027, 1, 1, tzinfo=UTC)
        )
    assert caught.value.kind is FailureKind.INVALID


def test_application_credential_with_a_taken_name_is_a_conflict(cloud):
    until = datetime(2027, 1, 1, tzinfo=UTC)
    cloud.identity.create_application_credential("x", ["member"], until)
    with pytest.raises(ServiceError) as caught:
        cloud.identity.create_application_credential("x", ["member"], until)
    assert caught.value.kind is FailureKind.CONFLICT


@pytest.mark.parametrize("ident", ["../../projects", "a/b"])
def test_application_credential_id_stays_one_segment_of_the_path(openstack, cloud, ident):
    with pytest.raises(ServiceError) as caught:
        cloud.identity.delete_application_credential(ident)
    assert caught.value.kind is FailureKind.NOT_FOUND
    assert openstack.requests[-1].path.endswith(f"/application_credentials/{ident}")


@pytest.mark.parametrize("answer", ["<p>", "{}", '{"application_credential": {"id": "x"}}'])
def test_application_credential_without_a_secret_is_malformed(openstack, cloud, answer):
    openstack.malformed("keystone", answer)
    with pytest.raises(ServiceError) as caught:
        cloud.identity.create_application_credential(
            "x", ["member"], datetime(2027, 1, 1, tzinfo=UTC)
        )
    assert caught.value.kind is FailureKind.MALFORMED
