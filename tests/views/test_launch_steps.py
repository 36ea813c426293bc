# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Steps that depend on earlier ones, and the review: fetched on the way, launching nothing."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.views.launching import (
    created,
    filled,
    launch_url,
    options,
    plain,
    review,
    template_id,
    value,
)
from tests.views.pages import FRAGMENT, MODAL, changes, part, read, said, text_of


def ask(client, part, **given):
    """What the wizard's script asks for when a step is opened."""
    return client.post(f"{launch_url()}?part={part}", plain(**given), headers=FRAGMENT)


def check(client, **given):
    """Pressing “Check and review”, which is there without JavaScript."""
    return client.post(launch_url(), plain(intent="check", **given))


def test_size_step_shows_the_chosen_templates_flavors(openstack, member):
    openstack.template("k8s-v1.33.1-arm64")["flavor_id"] = "arm.large"
    step = ask(member, "size", template=template_id(openstack), name="alpha")
    assert "arm.large" in text_of(options(step, "flavor")[""])
    assert not read(step).select("[name=template]")
    assert step["Cache-Control"] == "no-store"


def test_step_keeps_its_values_when_it_is_fetched_again(openstack, member):
    step = ask(member, "size", template=template_id(openstack), flavor="m1.medium", node_count="9")
    assert (value(step, "flavor"), value(step, "node_count")) == ("m1.medium", "9")


def test_size_step_counts_a_typed_boot_volume(openstack, member):
    openstack.template("k8s-v1.33.1-arm64")["labels"].pop("boot_volume_size")
    chosen = template_id(openstack)
    openstack.flavors.update(
        small={
            **next(iter(openstack.flavors.values())),
            "id": "small",
            "name": "small",
            "disk": 5,
        }
    )
    offered = options(ask(member, "size", template=chosen), "flavor")
    assert offered["small"].has_attr("disabled")
    offered = options(ask(member, "size", template=chosen, labels="boot_volume_size=20"), "flavor")
    assert not offered["small"].has_attr("disabled")


def test_several_masters_switch_the_load_balancer_on(openstack, member):
    openstack.template("k8s-v1.33.1-arm64")["master_lb_enabled"] = False
    step = ask(member, "network", template=template_id(openstack), master_count="3")
    offered = options(step, "load_balancer")
    assert value(step, "load_balancer") == "true"
    assert offered["false"].has_attr("disabled")
    assert "3 masters need an API load balancer." in text_of(offered["false"])


@pytest.mark.parametrize(
    ("own", "words"), [("yes", "yes"), ("1", "yes"), ("True", "yes"), ("off", "no")]
)
def test_template_label_is_read_as_drivers_read_it(openstack, member, own, words):
    openstack.template("k8s-v1.33.1-arm64")["labels"]["auto_scaling_enabled"] = own
    step = ask(member, "size", template=template_id(openstack))
    assert text_of(options(step, "auto_scaling")[""]) == f"As in the template: {words}"


def test_one_master_leaves_the_load_balancer_alone(openstack, member):
    openstack.template("k8s-v1.33.1-arm64")["master_lb_enabled"] = False
    step = ask(member, "network", template=template_id(openstack), master_count="1")
    assert value(step, "load_balancer") == ""
    assert not options(step, "load_balancer")["false"].has_attr("disabled")


def test_review_shows_everything_that_is_created(openstack, member):
    step = ask(
        member,
        "review",
        name="alpha",
        template=template_id(openstack),
        master_count="3",
        node_count="2",
        master_flavor="arm.large",
        keypair="laptop",
        floating_ip="false",
        labels="kube_tag=v1.33.2\nextra=yes",
        create_timeout="1",
    )
    lines = review(step)
    assert lines["Cluster"] == "alpha"
    assert lines["Template"] == "k8s-v1.33.1-arm64, Kubernetes v1.33.1"
    assert lines["Masters"] == "3 of arm.large (8 vCPU, 16 GB memory, 80 GB disk)"
    assert lines["Workers"] == "2 of arm.small (2 vCPU, 4 GB memory, 40 GB disk)"
    assert lines["Total"] == "5 nodes with 28 vCPUs and 56 GB of memory."
    assert lines["Key pair"] == "laptop"
    assert lines["Network"].startswith("A new network, subnet and router are created")
    assert lines["Floating IPs"].startswith("One, for the Kubernetes API")
    assert lines["API load balancer"] == "A load balancer in front of the Kubernetes API."
    assert "kube_tag=v1.33.2 instead of the template's v1.33.1 extra=yes" in lines["Labels"]
    assert lines["Time limit"] == "After 1 minute the launch counts as failed."


@pytest.mark.parametrize(
    ("driver", "volumes", "floating_ips"),
    [
        (
            "k8s_fedora_coreos_v1",
            "2 for boot, 30 GB each 1 for etcd, 5 GB each, of type fast "
            "2 for containers, 7 GB each",
            "None: the cluster can only be reached from its own network.",
        ),
        (
            "k8s_capi_helm_v1",
            "2 for boot, 30 GB each 1 for etcd, 5 GB each, of type fast "
            "3 for monitoring, 10 GB each",
            "One, for the Kubernetes API. The nodes have none.",
        ),
    ],
)
def test_review_shows_what_the_quotas_count_for_each_driver(
    openstack, member, driver, volumes, floating_ips
):
    template = openstack.template("k8s-v1.33.1-arm64")
    template["driver"] = driver
    template["image_id"] = "ubuntu-2404-kube-v1.34.0-arm64"
    template["docker_volume_size"] = 7
    template["labels"] |= {
        "boot_volume_size": "30",
        "etcd_volume_size": "5",
        "etcd_volume_type": "fast",
        "monitoring_enabled": "true",
    }
    step = ask(member, "review", name="alpha", template=template["uuid"], floating_ip="false")
    lines = review(step)
    assert volumes in lines["Volumes"]
    assert lines["Floating IPs"] == floating_ips


def test_review_links_to_the_fields_with_errors(openstack, member):
    step = ask(member, "review", name="9lives", labels="nonsense")
    assert not read(step).select("dl.k8s-review")
    ways = [a["href"] for a in read(step).select(".k8s-review-errors a")]
    assert ways == ["#id_name", "#id_labels"]
    assert created(openstack) == []


@pytest.mark.parametrize("part", ["size", "network", "review"])
def test_step_with_the_launch_intent_launches_nothing(openstack, member, part):
    assert ask(member, part, name="alpha", intent="launch").status_code == 200
    assert changes(openstack) == []


def test_unknown_part_launches_nothing(openstack, member):
    page = member.get(launch_url())
    form = filled(page, name="alpha", intent="")
    answer = member.post(f"{launch_url()}?part=../../etc", form)
    assert answer.status_code == 404
    assert created(openstack) == []


def test_steps_share_the_gathered_facts(openstack, member):
    page = member.get(launch_url())
    form = filled(page, name="alpha")
    openstack.requests.clear()
    for step in ("size", "network", "review"):
        member.post(f"{launch_url()}?part={step}", form, headers=FRAGMENT)
    assert openstack.sent("GET", "/v1/clustertemplates/detail") == []
    assert openstack.sent(service="glance", path="/v2/images") == []


def test_step_gathers_failed_facts_again(openstack, member):
    openstack.fail("GET", service="nova", path="/v2.1/flavors", times=9)
    assert "could not be listed" in said(ask(member, "size"))
    openstack.heal()
    step = ask(member, "size")
    assert "could not be listed" not in said(step)
    assert "arm.small" in options(step, "flavor")


def test_launch_gathers_the_facts_again(openstack, member):
    page = member.get(launch_url())
    openstack.template("k8s-v1.34.0-arm64")["image_id"] = "fedora-coreos-41"
    answer = member.post(launch_url(), filled(page, name="alpha"))
    assert "The image is not made for arm64." in said(answer)
    assert created(openstack) == []


def test_colleague_does_not_share_the_gathered_facts(openstack, member, sign_in):
    member.get(launch_url())
    openstack.keypairs = {"theirs": {**openstack.keypairs["laptop"], "name": "theirs"}}
    step = ask(sign_in("colleague"), "network")
    assert list(options(step, "keypair")) == ["", "theirs"]


def test_check_button_shows_the_review_without_javascript(openstack, member):
    answer = check(member, name="alpha", node_count="4")
    assert review(answer)["Workers"].startswith("4 of arm.small")
    assert value(answer, "name") == "alpha"
    assert created(openstack) == []


def test_first_button_of_the_form_is_harmless(member):
    """The return key presses it."""
    buttons = read(member.get(launch_url())).select("form[data-wizard] button[type=submit]")
    assert (buttons[0]["value"], buttons[-1]["value"]) == ("check", "check")
    assert [button["value"] for button in buttons].count("launch") == 1


def test_check_button_shows_the_errors(openstack, member):
    answer = check(member, name="", node_count="-1")
    assert "Enter a name." in said(answer)
    assert not read(answer).select("dl.k8s-review")
    assert created(openstack) == []


@pytest.mark.parametrize("part", ["size", "review", "preview", "filled"])
def test_reader_gets_the_reason_in_place_of_a_step(openstack, reader, part):
    answer = reader.post(f"{launch_url()}?part={part}", {"name": "alpha"}, headers=FRAGMENT)
    assert answer.status_code == 403, "so that the step is asked for again at the next visit"
    assert "Your roles in this project do not allow it" in said(answer)
    assert not read(answer).select(".modal, html"), "it stands within the wizard"
    assert read(answer).select("[role=alert]")
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#launch-notice", "innerHTML")
    assert answer["Cache-Control"] == "no-store"
    assert openstack.sent(service="magnum") == []


def test_reader_gets_no_evidence(openstack, reader):
    address = f"{launch_url()}?part=card&template={template_id(openstack)}"
    answer = reader.get(address, headers=FRAGMENT)
    assert (answer.status_code, answer["HX-Retarget"]) == (403, "#launch-notice")


def test_wizard_has_a_place_for_the_problem_of_a_part(member):
    assert read(member.get(launch_url())).select("form[data-wizard] #launch-notice")


def test_wizard_is_never_a_dialog(openstack, reader):
    answer = reader.get(launch_url(), headers=MODAL)
    assert answer.status_code == 403
    assert not read(answer).select(".modal.k8s")
    assert "HX-Retarget" not in answer


def test_step_is_rendered_in_the_readers_time_zone(openstack, member):
    member.cookies["django_timezone"] = "Asia/Tokyo"
    with timezone.override(None):
        ask(member, "size")
        assert timezone.get_current_timezone_name() == "Asia/Tokyo"


LONG = "production-of-the-data-team-at-"


@pytest.mark.parametrize("driver", ["k8s_fedora_coreos_v1", "k8s_capi_helm_v1"])
def test_review_warns_of_a_name_whose_beginning_another_cluster_has(openstack, member, driver):
    openstack.template("k8s-v1.34.0-arm64")["driver"] = driver
    openstack.add_cluster(f"{LONG}north")
    openstack.add_cluster(f"{LONG}south", project="other-lab")
    page = check(member, name=f"{LONG}east")
    caution = text_of(part(page, "#review-name"))
    assert f"of {LONG}north begin alike" in caution
    assert "Choose a name that begins differently." in caution
    assert review(page)["Cluster"] == f"{LONG}east", "it can be launched all the same"


def test_review_of_names_that_differ_warns_of_nothing(openstack, member):
    openstack.template("k8s-v1.34.0-arm64")["driver"] = "k8s_capi_helm_v1"
    openstack.add_cluster("north")
    assert not read(check(member, name="south")).select("#review-name")


def test_review_with_a_driver_that_does_not_name_by_the_cluster_reads_no_list(openstack, member):
    openstack.add_cluster(f"{LONG}north")
    assert not read(check(member, name=f"{LONG}east")).select("#review-name")
    assert not openstack.sent("GET", "/v1/clusters/detail")


def test_review_warns_of_a_name_that_is_taken(openstack, member):
    openstack.add_cluster("alpha")
    page = check(member, name="alpha")
    assert "already has a cluster of this name" in text_of(part(page, "#review-name"))


def test_review_stands_where_the_other_clusters_cannot_be_read(openstack, member):
    openstack.template("k8s-v1.34.0-arm64")["driver"] = "k8s_capi_helm_v1"
    openstack.fail("GET", "/v1/clusters", status=500)
    page = check(member, name="alpha")
    assert review(page)["Cluster"] == "alpha"
