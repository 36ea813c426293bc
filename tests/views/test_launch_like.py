# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The wizard as it opens for a cluster like another, and what of that cluster it says it lacks."""

from __future__ import annotations

import pytest

from tests.fake_openstack.magnum.records import make_node_group
from tests.views.launching import (
    body,
    created,
    filled,
    launch,
    launch_url,
    network_choice,
    template_id,
    value,
)
from tests.views.pages import EVIL, part, said, shown_harmless, text_of


@pytest.fixture
def made(openstack):
    """A cluster of three masters and two workers, and a group of four more."""
    cluster = openstack.add_cluster("one", master_count=3, node_count=2)
    make_node_group(openstack, cluster, "gpu", "worker", 4)
    return cluster


def notice(page):
    return text_of(part(page, "#launch-notice"))


def test_copy_takes_the_workers_of_the_default_group(member, made):
    assert value(member.get(launch_url(like=made["uuid"])), "node_count") == "2"


def test_copy_that_equals_its_template_has_no_notice(member, made):
    assert notice(member.get(launch_url(like=made["uuid"]))) == ""


def test_copy_takes_over_a_usable_network(openstack, member, made):
    network, subnet = network_choice(openstack, "private").split("/")
    made.update(fixed_network=network, fixed_subnet=subnet)
    page = member.get(launch_url(like=made["uuid"]))
    assert value(page, "network") == f"{network}/{subnet}"


def test_copy_leaves_out_a_network_made_for_the_cluster(openstack, member, made):
    network, subnet = network_choice(openstack, "private").split("/")
    openstack.networks[network]["name"] = "k8s-clusterapi-cluster-magnum-system-one-abc"
    made.update(fixed_network=network, fixed_subnet=subnet)
    page = member.get(launch_url(like=made["uuid"]))
    assert value(page, "network") == ""
    assert "was made for it and is deleted with it" in notice(page)


def test_copy_leaves_out_an_external_network(openstack, member, made):
    network, subnet = network_choice(openstack, "public").split("/")
    made.update(fixed_network=network, fixed_subnet=subnet)
    page = member.get(launch_url(like=made["uuid"]))
    assert value(page, "network") == ""
    assert "can no longer choose its network" in notice(page)


def test_copy_names_what_no_longer_exists(member, made):
    made.update(flavor_id="gone.large", keypair="a-colleagues")
    page = member.get(launch_url(like=made["uuid"]))
    assert "The flavor gone.large no longer exists." in notice(page)
    assert "You have no key pair named a-colleagues." in notice(page)
    assert (value(page, "flavor"), value(page, "keypair")) == ("", "")


def test_copy_keeps_the_template_when_templates_are_unread(openstack, member, made):
    made.update(flavor_id="arm.large")
    openstack.fail("GET", "/v1/clustertemplates", status=500)
    page = member.get(launch_url(like=made["uuid"]))
    assert "The cluster templates could not be listed." in said(page)
    assert value(page, "template") == made["cluster_template_id"]
    assert value(page, "flavor") == "arm.large"
    assert "You cannot choose its cluster template" not in notice(page)


def test_copy_leaves_out_a_label_with_a_line_break(member, made):
    made["labels"] = {**made["labels"], "motd": "one\ntwo=three", "mine": "yes"}
    page = member.get(launch_url(like=made["uuid"]))
    assert value(page, "labels") == "mine=yes"
    assert "The label motd is left out" in notice(page)


def test_copy_keeps_the_commas_of_a_single_label(openstack, member, made):
    made["labels"] = {**made["labels"], "mine": "1,b=2"}
    page = member.get(launch_url(like=made["uuid"]))
    # What a browser sends of a text area that ends with a line break.
    shown = part(page, '[name="labels"]').get_text().removeprefix("\n")
    sent = launch(
        member,
        name="alpha",
        template=template_id(openstack),
        labels=shown.replace("\r\n", "\n").replace("\n", "\r\n"),
    )
    assert sent.status_code == 302, said(sent)
    assert body(openstack)["labels"] == {"mine": "1,b=2"}


def test_copy_of_an_unreadable_cluster_says_so(openstack, member, made):
    openstack.fail("GET", f"/v1/clusters/{made['uuid']}", status=500)
    page = member.get(launch_url(like=made["uuid"]))
    assert page.status_code == 200
    assert "The cluster to copy could not be read." in notice(page)


def test_copy_without_node_groups_takes_all_workers(openstack, member, made):
    openstack.fail("GET", f"/v1/clusters/{made['uuid']}/nodegroups", status=500)
    page = member.get(launch_url(like=made["uuid"]))
    assert "Its node groups could not be read" in notice(page)


def test_copy_notice_is_escaped(member, made):
    made.update(flavor_id=EVIL, keypair=EVIL)
    made["labels"] = {**made["labels"], EVIL: "a\nb"}
    assert shown_harmless(member.get(launch_url(like=made["uuid"]))) >= 1


def test_labels_of_a_copy_that_are_shown_differently_are_sent_as_they_are(openstack, member, made):
    made["labels"] = {"proxy": "a{$ b $}c"}
    page = member.get(launch_url(like=made["uuid"]))
    form = filled(page, name="two", node_count="1", master_count="1")
    assert "{$" not in str(form)
    assert "percent sign in its place" in said(page)
    form = filled(member.post(launch_url(), {**form, "intent": "check"}))
    member.post(launch_url(), form)
    assert created(openstack)[-1].body["labels"]["proxy"] == "a{$ b $}c"


def test_flavor_whose_name_is_shown_differently_can_be_chosen(openstack, member):
    flavor = next(flavor for flavor in openstack.flavors.values() if flavor["name"] == "arm.large")
    flavor["name"] = "arm{$large"
    page = member.get(launch_url())
    form = filled(page, name="two", flavor="arm{%large")
    member.post(launch_url(), form)
    assert created(openstack)[-1].body["flavor_id"] == "arm{$large"
