# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Pressing “Launch”: what Magnum is sent, and what is never sent."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from tests.views.launching import (
    ALL_FIELDS,
    body,
    created,
    filled,
    launch,
    launch_url,
    network_choice,
    options,
    plain,
    template_id,
    value,
)
from tests.views.pages import EVIL, field_errors, part, read, said, shown_harmless, text_of, url


def test_launch_asks_magnum_once_and_goes_to_the_clusters_page(openstack, member):
    page = member.get(launch_url())
    form = filled(page, name="alpha", template=template_id(openstack))
    answer = member.post(launch_url(), form)
    cluster = next(iter(openstack.clusters.values()))
    assert answer.status_code == 302
    assert answer["Location"] == url("detail", cluster["uuid"])
    assert body(openstack) == {
        "name": "alpha",
        "cluster_template_id": template_id(openstack),
        "master_count": 1,
        "node_count": 1,
        "create_timeout": 60,
    }
    assert "Launching alpha was requested." in said(member.get(answer["Location"]))


def test_form_at_first_equals_what_these_tests_send(member):
    shown = filled(member.get(launch_url()), csrfmiddlewaretoken="")
    # A browser sends no field that is disabled.
    empty = dict.fromkeys(ALL_FIELDS, "")
    assert {**empty, **shown} == {**plain(once=shown["once"]), "csrfmiddlewaretoken": ""}


def test_every_choice_reaches_magnum(openstack, member):
    launch(
        member,
        name="beta",
        template=template_id(openstack),
        master_count="3",
        master_flavor="arm.large",
        node_count="5",
        flavor="m1.medium",
        keypair="laptop",
        network=network_choice(openstack, "private"),
        floating_ip="false",
        load_balancer="true",
        labels="kube_dashboard_enabled=false\r\noidc=a=B=c\r\ncidrs=10.0.0.0/8,192.168.0.0/16",
        create_timeout="0",
    )
    network_id, subnet_id = network_choice(openstack, "private").split("/")
    assert body(openstack) == {
        "name": "beta",
        "cluster_template_id": template_id(openstack),
        "master_count": 3,
        "node_count": 5,
        "master_flavor_id": "arm.large",
        "flavor_id": "m1.medium",
        "keypair": "laptop",
        "fixed_network": network_id,
        "fixed_subnet": subnet_id,
        "floating_ip_enabled": False,
        "master_lb_enabled": True,
        "labels": {
            "kube_dashboard_enabled": "false",
            "oidc": "a=B=c",
            "cidrs": "10.0.0.0/8,192.168.0.0/16",
        },
        "merge_labels": True,
        "create_timeout": 0,
    }


def test_form_without_its_csrf_token_launches_nothing(openstack, member, strictly):
    strict = strictly(member)
    form = filled(strict.get(launch_url()), name="alpha")
    assert form["csrfmiddlewaretoken"]
    without = {name: value for name, value in form.items() if name != "csrfmiddlewaretoken"}
    assert "csrf_failure" in strict.post(launch_url(), without)["Location"]
    assert created(openstack) == []
    assert strict.post(launch_url(), form).status_code == 302
    assert len(created(openstack)) == 1


def test_get_launches_nothing(openstack, member):
    member.get(launch_url(name="alpha", intent="launch"))
    assert created(openstack) == []


def test_post_without_the_launch_intent_launches_nothing(openstack, member):
    page = member.get(launch_url())
    answer = member.post(launch_url(), filled(page, name="alpha", intent=""))
    assert answer.status_code == 200
    assert created(openstack) == []


@pytest.mark.parametrize(
    ("field", "wrong", "sentence"),
    [
        ("name", "", "Enter a name."),
        ("name", "9lives", "The name must begin with a letter"),
        ("name", "my cluster", "The name contains a space"),
        ("name", "ümlaut", "The name contains “ü”"),
        ("name", "a" * 243, "The name is 243 characters long. Use at most 242."),
        ("master_count", "2", "Choose 1, 3 or 5 masters."),
        ("master_count", "many", "Choose 1, 3 or 5 masters."),
        ("node_count", "-1", "cannot be negative"),
        ("node_count", "1.5", "Enter a whole number."),
        ("node_count", "99999999999", "more than Magnum can store"),
        ("flavor", "gone", "gone is not available."),
        ("flavor", "x86.medium", "It requires hosts with x86_64"),
        ("master_flavor", "tiny", "It has 512 MB of memory"),
        ("keypair", "a-colleagues", "a-colleagues is not available"),
        ("network", "x/y", "x/y is not available"),
        ("floating_ip", "maybe", "maybe is not available"),
        ("load_balancer", "perhaps", "perhaps is not available"),
        ("labels", "a=b\nnonsense", "“nonsense” has no “=”."),
        ("labels", "boot_volume_size=big", "from 0 to 999999999, not “big”."),
        (
            "labels",
            "boot_volume_size=" + "9" * 5000,
            "boot_volume_size must be a whole number of GB",
        ),
        ("labels", "a=" + "," * 60_000 + "b", "at most 60000 characters"),
        ("create_timeout", "-5", "greater than or equal to 0"),
        ("create_timeout", "soon", "Enter a whole number."),
    ],
)
def test_wrong_value_is_rejected_at_its_field(openstack, member, field, wrong, sentence):
    answer = launch(member, **{"name": "alpha", "node_count": "2", field: wrong})
    assert answer.status_code == 200
    assert sentence in field_errors(answer, field)
    assert created(openstack) == []


def test_unusable_template_is_rejected_with_its_reason(openstack, member):
    answer = launch(member, name="alpha", template=template_id(openstack, "k8s-v1.33.1-x86"))
    assert "The image is not made for arm64." in text_of(part(answer, "#id_template_errors"))
    assert created(openstack) == []


def test_template_is_required(openstack, member):
    answer = launch(member, name="alpha", template="")
    assert "Choose a template." in text_of(part(answer, "#id_template_errors"))
    assert created(openstack) == []


def test_deleted_template_is_rejected_at_its_field(openstack, member):
    answer = launch(member, name="alpha", template="no-such-template")
    assert "no-such-template is not available." in text_of(part(answer, "#id_template_errors"))
    assert created(openstack) == []


def test_form_keeps_its_values_after_an_error(openstack, member):
    given = {
        "name": "9lives",
        "master_count": "3",
        "master_flavor": "arm.large",
        "node_count": "7",
        "flavor": "m1.medium",
        "keypair": "laptop",
        "network": network_choice(openstack, "campus"),
        "floating_ip": "false",
        "load_balancer": "true",
        "labels": "a=B\nc=d",
        "create_timeout": "15",
    }
    answer = launch(member, template=template_id(openstack), **given)
    assert {name: value(answer, name) for name in given} == given
    assert part(answer, 'input[name="template"][checked]')["value"] == template_id(openstack)


def test_page_opens_at_the_step_of_the_first_error(member):
    answer = launch(member, name="alpha", labels="nonsense")
    assert part(answer, "form[data-wizard]")["data-first-step"] == "add_ons"
    assert part(launch(member, name="9"), "form[data-wizard]")["data-first-step"] == "template"


def test_summary_links_every_error_to_its_field(member):
    answer = launch(member, name="", node_count="-1", labels="nonsense")
    ways = [a["href"] for a in read(answer).select(".k8s-error-summary a")]
    assert ways == ["#id_name", "#id_node_count", "#id_labels"]


def test_several_masters_without_a_load_balancer_are_rejected(openstack, member):
    openstack.template("k8s-v1.33.1-arm64")["master_lb_enabled"] = False
    for choice in ("", "false"):
        answer = launch(
            member,
            name="alpha",
            template=template_id(openstack),
            master_count="3",
            load_balancer=choice,
        )
        assert "3 masters need an API load balancer." in field_errors(answer, "load_balancer")
    assert created(openstack) == []


def test_helm_driver_is_sent_the_load_balancer_that_masters_need(openstack, member):
    openstack.template("k8s-v1.33.1-arm64").update(
        driver="k8s_capi_helm_v1",
        image_id="ubuntu-2404-kube-v1.34.0-arm64",
        master_lb_enabled=False,
    )
    answer = launch(member, name="alpha", template=template_id(openstack), master_count="3")
    assert answer.status_code == 302
    assert body(openstack)["master_lb_enabled"] is True, "Magnum refuses several masters without"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"node_count": "0"}, "node_count"),
        (
            {"node_count": "1", "auto_scaling": "true", "min_nodes": "0", "max_nodes": "3"},
            "min_nodes",
        ),
    ],
)
def test_helm_driver_is_not_sent_a_group_without_workers(openstack, member, fields, field):
    openstack.template("k8s-v1.33.1-arm64")["driver"] = "k8s_capi_helm_v1"
    answer = launch(member, name="alpha", template=template_id(openstack), **fields)
    assert field_errors(answer, field)
    assert created(openstack) == []


def test_load_balancer_of_the_template_suffices(openstack, member):
    answer = launch(member, name="alpha", template=template_id(openstack), master_count="3")
    assert answer.status_code == 302
    assert "master_lb_enabled" not in body(openstack)


def test_boot_volume_makes_a_diskless_flavor_suit(openstack, member):
    openstack.template("k8s-v1.33.1-arm64")["labels"].pop("boot_volume_size")
    openstack.flavors["diskless"] = {
        **next(iter(openstack.flavors.values())),
        "id": "diskless",
        "name": "diskless",
        "disk": 0,
    }
    given = {"name": "alpha", "template": template_id(openstack), "flavor": "diskless"}
    answer = launch(member, **given)
    assert "It has no disk." in field_errors(answer, "flavor")
    assert created(openstack) == []
    assert launch(member, **given, labels="boot_volume_size=30").status_code == 302


def test_old_magnum_needs_a_worker(openstack, member):
    openstack.magnum_max = (1, 9)
    answer = launch(member, name="alpha", node_count="0")
    assert "At least one node is needed." in field_errors(answer, "node_count")
    assert created(openstack) == []


def test_new_magnum_takes_no_workers(openstack, member):
    assert launch(member, name="alpha", node_count="0").status_code == 302
    assert body(openstack)["node_count"] == 0


def test_taken_name_is_rejected_at_its_field(openstack, member):
    openstack.add_cluster("alpha")
    answer = launch(member, name="alpha")
    assert "This project already has a cluster of this name" in field_errors(answer, "name")
    assert created(openstack) == []


def test_name_taken_in_another_project_is_free_for_an_administrator(openstack, admin):
    openstack.add_cluster("alpha", project="other-lab", owner="neighbour")
    assert launch(admin, name="alpha").status_code == 302


def test_name_taken_twice_in_another_project_is_free(openstack, admin):
    for _cluster in range(2):
        openstack.add_cluster("alpha", project="other-lab", owner="neighbour")
    assert launch(admin, name="alpha").status_code == 302


@pytest.mark.parametrize("other", ["other-lab", "arm-lab"])
def test_name_taken_twice_is_rejected_at_its_field(openstack, admin, other):
    openstack.add_cluster("alpha")
    openstack.add_cluster("alpha", project=other)
    answer = launch(admin, name="alpha")
    assert "This project already has a cluster of this name" in field_errors(answer, "name")
    assert created(openstack) == []


def test_full_quota_launches_nothing(openstack, member):
    page = member.get(launch_url())
    openstack.quotas[openstack.project("arm-lab")] = 1
    openstack.add_cluster("one")
    answer = member.post(launch_url(), filled(page, name="two"))
    summary = text_of(part(answer, ".k8s-error-summary"))
    assert "The project's quota is too small. Clusters: 1 short." in summary
    assert value(answer, "name") == "two"
    assert created(openstack) == []


def test_typed_text_comes_back_escaped(member):
    answer = launch(
        member,
        name=EVIL,
        flavor=EVIL,
        network=EVIL,
        keypair=EVIL,
        template=EVIL,
        labels=EVIL,
        master_count=EVIL,
        node_count=EVIL,
        once=EVIL,
    )
    assert answer.status_code == 200
    assert shown_harmless(answer) > 5


def test_rejected_choice_stays_selected(openstack, member):
    answer = launch(member, name="alpha", flavor="tiny")
    option = options(answer, "flavor")["tiny"]
    assert option.has_attr("selected")
    assert not option.has_attr("disabled")


def test_unknown_fields_are_ignored(openstack, member):
    page = member.get(launch_url())
    data = QueryDict(mutable=True)
    data.update(filled(page, name="alpha"))
    data.setlist("name", ["beta", "alpha"])
    data.update({"project_id": "someone-elses", "hidden": "true"})
    answer = member.post(
        launch_url(), data.urlencode(), content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 302
    assert "project_id" not in body(openstack)
