# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The permissions: every address of both panels, by every kind of user, with every verb.

A new address that is missing in these tables fails the last tests of this file.
"""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.urls import get_resolver

from ldc_k8s_dashboard.content.clusters.actions import (
    CLUSTER_ACTIONS,
    CREATE_NODE_GROUP,
    NODE_GROUP_ACTIONS,
)
from tests.fake_openstack.seed import ARM_LAB, OTHER_LAB
from tests.views.pages import ADMIN, FRAGMENT, PROJECT, admin_url, changes, read, said, url

PEOPLE = ("member", "colleague", "reader", "neighbour", "admin")
"""The cluster's owner, a member and a reader of its project, another project's member, an
administrator who is signed in to its project."""

LISTS = ("index", "live", "template_names", "credentials")
LOOKS = ("detail", "detail_live", "section", "node_groups", "access", "access_credentials")
DIALOGS = tuple(action.slug for action in CLUSTER_ACTIONS if action.dialog)
GROUP_ACTIONS = tuple(action.slug for action in NODE_GROUP_ACTIONS)
GROUP_DIALOGS = (CREATE_NODE_GROUP.slug, *GROUP_ACTIONS)
POSTS = ("kubeconfig", "sign", "revoke", "revoke_credentials")

EVERYBODY = dict.fromkeys(PEOPLE, 200)
PROJECT_ONLY = EVERYBODY | {"neighbour": 404}
MEMBERS_ONLY = PROJECT_ONLY | {"reader": 403}
OWNER_ONLY = MEMBERS_ONLY | {"colleague": 403}

GET = {
    **dict.fromkeys(LISTS, EVERYBODY),
    **dict.fromkeys(LOOKS, PROJECT_ONLY),
    # It only reloads the page, which reports that there is no such cluster.
    "detail_live": EVERYBODY,
    **dict.fromkeys((*DIALOGS, *GROUP_DIALOGS), MEMBERS_ONLY),
    **dict.fromkeys(("launch", "bulk_delete"), EVERYBODY | {"reader": 403}),
    **dict.fromkeys(("kubeconfig", "sign"), dict.fromkeys(PEOPLE, 405)),
    # They name the user's own credentials.
    **dict.fromkeys(("revoke", "revoke_credentials"), EVERYBODY),
    "authority": OWNER_ONLY,
}

DONE = {person: 302 if status == 200 else status for person, status in MEMBERS_ONLY.items()}
POST = {
    **dict.fromkeys((*LISTS, *LOOKS, "authority"), dict.fromkeys(PEOPLE, 405)),
    **dict.fromkeys((*DIALOGS, *GROUP_DIALOGS), DONE),
    # Another project's cluster is not found, so nothing is selected.
    "bulk_delete": DONE | {"neighbour": 200},
    **dict.fromkeys(("kubeconfig", "sign"), OWNER_ONLY),
    # Every user can revoke their own credentials; this id belongs to no credential.
    **dict.fromkeys(("revoke", "revoke_credentials"), dict.fromkeys(PEOPLE, 302)),
}
CHANGING = (*DIALOGS, *GROUP_DIALOGS, "bulk_delete", "kubeconfig", "sign")


@pytest.fixture
def cluster(openstack):
    made = openstack.add_cluster("alpha")
    worker = next(group for group in openstack.node_groups.values() if group["role"] == "worker")
    extra = worker | {"uuid": openstack.new_id(), "name": "extra", "is_default": False}
    openstack.node_groups[extra["uuid"]] = extra
    return made


def arguments(openstack, name, cluster):
    if name in (*LISTS, "launch", "bulk_delete", "revoke_credentials"):
        return ()
    if name == "kubeconfig":
        return cluster["uuid"], "script"
    if name == "section":
        return cluster["uuid"], "cluster-about"
    if name in GROUP_ACTIONS:
        groups = openstack.node_groups.values()
        return cluster["uuid"], next(g["uuid"] for g in groups if g["name"] == "extra")
    return (cluster["uuid"],)


def address(openstack, name, cluster, *, of=url):
    query = f"?cluster={cluster['uuid']}" if name == "bulk_delete" else ""
    return of(name, *arguments(openstack, name, cluster)) + query


def csr(person):
    project = OTHER_LAB if person == "neighbour" else ARM_LAB
    names = [(NameOID.ORGANIZATION_NAME, project), (NameOID.COMMON_NAME, person)]
    request = x509.CertificateSigningRequestBuilder().subject_name(
        x509.Name([x509.NameAttribute(kind, value) for kind, value in names])
    )
    signed = request.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    return signed.public_bytes(Encoding.PEM).decode()


def filled_in(openstack, name, person):
    """A form that would be carried out if the person may."""
    target = openstack.template("k8s-v1.34.0-arm64")["uuid"]
    return {
        "scale": {"node_count": "5"},
        "upgrade": {"template": target, "batch": "1"},
        "rotate_ca": {"confirm": "alpha"},
        "delete": {"confirm": "alpha"},
        "bulk_delete": {"confirm": "alpha"},
        "create_node_group": {"name": "gpu", "node_count": "1"},
        "resize_node_group": {"node_count": "5"},
        "delete_node_group": {"confirm": "extra"},
        "kubeconfig": {"days": "5", "roles": "reader"},
        "sign": {"csr": csr(person) if name == "sign" else ""},
        "revoke": {"credential": "nobodys"},
        "revoke_credentials": {"credential": "nobodys"},
    }.get(name, {})


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("name", GET)
def test_permissions_of_get(openstack, sign_in, cluster, name, person):
    answer = sign_in(person).get(address(openstack, name, cluster))
    assert answer.status_code == GET[name][person]
    assert not changes(openstack), "looking changes nothing"
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("name", POST)
def test_permissions_of_post(openstack, sign_in, cluster, name, person):
    answer = sign_in(person).post(
        address(openstack, name, cluster), filled_in(openstack, name, person)
    )
    assert answer.status_code == POST[name][person]
    carried_out = name in CHANGING and answer.status_code in (200, 302)
    if name == "bulk_delete" and person == "neighbour":
        carried_out = False
    assert len(changes(openstack)) == int(carried_out)


@pytest.mark.parametrize("name", [*CHANGING, "launch", "revoke"])
def test_permissions_reject_a_form_without_csrf_token(openstack, member, strictly, cluster, name):
    answer = strictly(member).post(
        address(openstack, name, cluster), filled_in(openstack, name, "member")
    )
    assert "csrf_failure" in answer["Location"], "Horizon's view for it leads to the sign-in"
    assert not changes(openstack)


@pytest.mark.parametrize("name", [*DIALOGS, *GROUP_DIALOGS, "bulk_delete"])
def test_permissions_csrf_token_is_in_each_dialog(openstack, member, strictly, cluster, name):
    strict = strictly(member)
    page = strict.get(address(openstack, name, cluster))
    form = read(page).select_one("form.k8s-dialog")
    token = form.select_one('input[name="csrfmiddlewaretoken"]')["value"]
    sent = filled_in(openstack, name, "member") | {"csrfmiddlewaretoken": token}
    assert strict.post(form["action"], sent).status_code == 302
    assert len(changes(openstack)) == 1


@pytest.mark.parametrize("verb", ["put", "patch", "delete"])
@pytest.mark.parametrize("name", [*GET])
def test_permissions_reject_other_verbs(openstack, member, cluster, name, verb):
    answer = getattr(member, verb)(address(openstack, name, cluster))
    assert answer.status_code == 405
    assert not changes(openstack)


@pytest.mark.parametrize("name", [name for name, people in GET.items() if people["member"] == 200])
def test_permissions_pages_are_not_shared_by_a_cache(openstack, member, cluster, name):
    cache_control = member.get(address(openstack, name, cluster))["Cache-Control"]
    assert "private" in cache_control or "no-store" in cache_control


@pytest.mark.parametrize(
    ("person", "name", "status"),
    [("reader", "scale", 403), ("neighbour", "detail", 404), ("neighbour", "scale", 404)],
)
def test_permissions_problem_pages_are_not_shared_by_a_cache(
    openstack, sign_in, cluster, person, name, status
):
    answer = sign_in(person).get(address(openstack, name, cluster))
    assert answer.status_code == status
    assert answer["Cache-Control"] == "private, no-cache"


def test_permissions_failed_fragments_are_not_shared_by_a_cache(openstack, member, cluster):
    openstack.down("magnum")
    answer = member.get(url("detail_live", cluster["uuid"]), headers=FRAGMENT)
    assert answer.status_code == 502
    assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("name", GET)
def test_permissions_without_login_show_nothing(openstack, client, cluster, name):
    for answer in (
        client.get(address(openstack, name, cluster)),
        client.post(address(openstack, name, cluster), filled_in(openstack, name, "member")),
    ):
        assert answer.status_code == 302
        assert "/auth/login/" in answer["Location"]
    assert not openstack.sent(service="magnum")


# --- the administrator's panel ---

# Without the last of each: nobody's credentials belong to the cloud, and an administrator's own
# are a project's too.
ACROSS = {
    **dict.fromkeys((*LISTS[:-1], *LOOKS, "bulk_delete"), 200),
    **dict.fromkeys((*DIALOGS, *GROUP_DIALOGS), 200),
    **dict.fromkeys(("kubeconfig", "sign"), 405),
    "revoke": 200,
    # Magnum gives no certificate to another project's administrator.
    "authority": 404,
}


@pytest.mark.parametrize("person", ["member", "reader", "neighbour"])
@pytest.mark.parametrize("name", ACROSS)
def test_permissions_admin_panel_is_for_administrators(openstack, sign_in, cluster, name, person):
    client = sign_in(person)
    where = address(openstack, name, cluster, of=admin_url)
    assert client.get(where).status_code == 403
    assert client.post(where, filled_in(openstack, name, person)).status_code == 403
    assert not openstack.sent(service="magnum")


@pytest.mark.parametrize("name", ACROSS)
def test_permissions_administrator_sees_another_projects_cluster(openstack, admin, cluster, name):
    cluster["project_id"] = OTHER_LAB
    answer = admin.get(address(openstack, name, cluster, of=admin_url))
    assert answer.status_code == ACROSS[name]
    assert not changes(openstack)


@pytest.mark.parametrize("name", [*CHANGING])
def test_permissions_administrator_can_only_delete_another_projects_cluster(
    openstack, admin, cluster, name
):
    cluster["project_id"] = OTHER_LAB
    answer = admin.post(
        address(openstack, name, cluster, of=admin_url), filled_in(openstack, name, "admin")
    )
    if name in ("delete", "bulk_delete"):
        assert [sent.method for sent in changes(openstack)] == ["DELETE"]
    else:
        assert not changes(openstack)
        assert "Switch to that project to do this." in said(answer)


# --- is all of it in the tables? ---


def names_of(namespace):
    """The names of all addresses in a panel."""
    resolver = get_resolver()
    for step in namespace.split(":"):
        resolver = resolver.namespace_dict[step][1]
    return {name for name in resolver.reverse_dict if isinstance(name, str)}


def test_permissions_cover_every_address_of_the_projects_panel():
    assert names_of(PROJECT) == set(GET) == set(POST) | {"launch"}


def test_permissions_cover_every_address_of_the_admin_panel():
    assert names_of(ADMIN) == set(ACROSS)
