# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The launch wizard's page: its options, and the reasons against disabled ones."""

from __future__ import annotations

import re

from ldc_k8s_dashboard.content.clusters.launch.steps import STEPS
from tests.views.launching import card, card_details, cards, launch_url, options, template_id, value
from tests.views.pages import EVIL, part, read, said, shown_harmless, text_of, title


def test_page_shows_every_step_in_one_form(member):
    page = member.get(launch_url())
    assert page.status_code == 200
    assert title(page) == "Launch cluster"
    steps = [step["id"] for step in read(page).select("form[data-wizard] [data-step]")]
    assert steps == [f"step-{step.slug}" for step in STEPS]
    targets = [a["href"] for a in read(page).select(".k8s-steps a")]
    assert targets == [f"#{step}" for step in steps]


def test_page_asks_every_service_once(openstack, member):
    member.get(launch_url())
    assert len(openstack.sent("GET", "/v1/clustertemplates/detail")) == 1
    assert len(openstack.sent("GET", "/v2.1/flavors/detail")) == 1
    assert len(openstack.sent("GET", "/v2.0/subnets")) == 1
    assert len(openstack.sent("GET", "/v2.1/os-keypairs")) == 1


def test_reader_gets_the_reason_and_magnum_no_request(openstack, reader):
    page = reader.get(launch_url())
    assert page.status_code == 403
    assert "Your roles in this project do not allow it (policy rule cluster:create)" in said(page)
    assert openstack.sent(service="magnum") == []


def test_reader_cannot_post_the_form(openstack, reader):
    page = reader.post(launch_url(), {"intent": "launch", "name": "mine"})
    assert page.status_code == 403
    assert openstack.sent("POST", service="magnum") == []


def test_templates_stand_usable_first_then_newest_first(openstack, member):
    page = member.get(launch_url())
    names = [shown_card.select_one("label").get_text() for shown_card in cards(page)]
    assert names[:2] == ["k8s-v1.34.0-arm64", "k8s-v1.33.1-arm64"]
    usable = [not shown_card.select_one("input").has_attr("disabled") for shown_card in cards(page)]
    assert usable == [True, True, False, False, False]


def test_template_chosen_at_first_is_the_first_usable_one(openstack, member):
    page = member.get(launch_url())
    chosen = part(page, 'input[name="template"][checked]')
    assert chosen["value"] == template_id(openstack, "k8s-v1.34.0-arm64")


def test_card_shows_version_architecture_network_and_add_ons(openstack, member):
    openstack.template("k8s-v1.33.1-arm64")["driver"] = "k8s_fedora_coreos_v1"
    openstack.template("k8s-v1.33.1-arm64")["labels"] |= {
        "keystone_auth_enabled": "true",
        "auto_healing_enabled": "False",
        "ingress_controller": "octavia",
    }
    line = text_of(card(member.get(launch_url()), "k8s-v1.33.1-arm64"))
    assert "Kubernetes v1.33.1 · arm64 · the Heat driver" in line
    words = text_of(card_details(openstack, member, "k8s-v1.33.1-arm64"))
    assert "Network driver calico" in words
    assert "Driver the Heat driver" in words
    assert "Add-ons sign-in through Keystone, " in words
    assert "ingress (octavia)" in words
    assert "auto-healing" not in words
    assert "Image : hw_architecture is aarch64." in words
    assert "Flavor of the workers “arm.small” : It requires a host with aarch64." in words


def test_recommended_template_stands_first_is_marked_and_chosen(openstack, member):
    openstack.template("k8s-v1.33.1-arm64")["tags"] = "recommended,arch=arm64"
    page = member.get(launch_url())
    first = cards(page)[0]
    assert first.select_one("label").get_text() == "k8s-v1.33.1-arm64"
    assert "Recommended" in text_of(first)
    assert first.select_one("input").has_attr("checked")


def test_template_for_tests_is_marked_and_not_chosen_at_first(openstack, member):
    openstack.template("k8s-v1.34.0-arm64")["tags"] = "testing"
    page = member.get(launch_url())
    assert "For tests" in text_of(card(page, "k8s-v1.34.0-arm64"))
    assert cards(page)[0].select_one("label").get_text() == "k8s-v1.33.1-arm64"


def test_many_templates_are_folded_by_version_but_the_chosen_one(openstack, member):
    for number in range(6):
        openstack.add_template(f"extra-{number}")
    page = read(member.get(launch_url()))
    unfolded = [
        element for element in page.select("[data-card]") if element.find_parent("details") is None
    ]
    assert len(unfolded) == 1
    assert unfolded[0].select_one("input").has_attr("checked")
    summaries = [text_of(fold) for fold in page.select("[data-fold] > summary")]
    assert summaries[0].startswith("Kubernetes 1.33: ")
    assert summaries[-1] == "3 templates that cannot be used, and why"
    assert not page.select("[data-fold][open]")


def test_preset_says_what_it_takes_of_the_quota_and_whether_it_fits(openstack, member):
    preset = part(member.get(launch_url()), '[data-preset="highly_available"]')
    words = text_of(preset)
    assert "3 masters of arm.small, 3 workers of arm.small" in words
    assert re.search(r"Machines: 6 of \d+ left", words)
    assert re.search(r"vCPUs: \d+ of \d+ left", words)
    assert preset.select_one('button[name="preset"][value="highly_available"]')


def test_template_for_another_architecture_is_disabled_with_the_reason(member):
    page = member.get(launch_url())
    shown_card = card(page, "k8s-v1.33.1-x86")
    radio = shown_card.select_one("input")
    assert radio.has_attr("disabled")
    why = part(page, f'[id="{radio["aria-describedby"]}"]')
    assert "The image is not made for arm64." in text_of(why)


def test_declared_template_is_usable_with_the_setting(settings, member):
    page = member.get(launch_url())
    assert card(page, "k8s-declared").select_one("input").has_attr("disabled")
    settings.LDC_K8S_DASHBOARD = {
        **settings.LDC_K8S_DASHBOARD,
        "accept_declared_architecture": True,
    }
    page = member.get(launch_url())
    assert not card(page, "k8s-declared").select_one("input").has_attr("disabled")
    assert card(page, "k8s-unknown").select_one("input").has_attr("disabled")


def test_template_declared_by_the_operator_is_usable_with_its_flavors(openstack, settings, member):
    template = openstack.template("k8s-unknown")
    settings.LDC_K8S_DASHBOARD |= {
        "accept_declared_architecture": True,
        "arm64_templates": [template["uuid"]],
    }
    page = member.get(launch_url(template=template["uuid"]))
    assert not card(page, "k8s-unknown").select_one("input").has_attr("disabled")
    assert not options(page, "flavor")["arm.large"].has_attr("disabled")
    assert options(page, "flavor")["x86.medium"].has_attr("disabled")


def test_template_of_another_coe_is_disabled(openstack, member):
    openstack.add_template("swarm", coe="swarm")
    shown_card = card(member.get(launch_url()), "swarm")
    assert shown_card.select_one("input").has_attr("disabled")
    assert "It makes swarm clusters, not Kubernetes." in text_of(shown_card)


def test_template_with_an_inactive_image_is_disabled(openstack, member):
    image = next(
        shown_card
        for shown_card in openstack.images.values()
        if shown_card["name"].startswith("ubuntu")
    )
    image["status"] = "deactivated"
    shown_card = card(member.get(launch_url()), "k8s-v1.34.0-arm64")
    assert shown_card.select_one("input").has_attr("disabled")
    assert "cannot be used now (deactivated)" in text_of(shown_card)


def test_page_without_templates_says_what_to_do(openstack, member):
    openstack.templates.clear()
    page = member.get(launch_url())
    assert page.status_code == 200
    assert "There is no cluster template in this project. Create one" in said(page)


def test_flavors_that_do_not_suit_are_disabled_with_the_reason(member):
    offered = options(member.get(launch_url()), "flavor")
    assert "The template's own: arm.small (2 vCPU, 4 GB memory, 40 GB disk)" in text_of(offered[""])
    assert not offered["arm.large"].has_attr("disabled")
    assert not offered["m1.medium"].has_attr("disabled")
    assert offered["x86.medium"].has_attr("disabled")
    assert "It requires hosts with x86_64, and the image is for arm64." in text_of(
        offered["x86.medium"]
    )
    assert offered["tiny"].has_attr("disabled")
    assert "It has 512 MB of memory, and the image needs 1024 MB." in text_of(offered["tiny"])


def test_template_without_a_flavor_asks_for_one(openstack, member):
    openstack.template("k8s-v1.34.0-arm64").update(flavor_id=None)
    offered = options(member.get(launch_url()), "flavor")
    assert "The template has no flavor. Choose one." in text_of(offered[""])


def test_template_with_a_deleted_flavor_says_so(openstack, member):
    openstack.template("k8s-v1.34.0-arm64").update(flavor_id="retired")
    offered = options(member.get(launch_url()), "flavor")
    assert "The template's own (retired): This flavor no longer exists." in text_of(offered[""])


def test_key_pairs_are_the_users_own(member):
    offered = options(member.get(launch_url()), "keypair")
    assert list(offered) == ["", "build-server", "laptop"]
    assert "None: no SSH access to the nodes" in text_of(offered[""])


def test_key_pair_that_is_a_certificate_is_disabled(openstack, member):
    openstack.keypairs["laptop"]["type"] = "x509"
    offered = options(member.get(launch_url()), "keypair")
    assert offered["laptop"].has_attr("disabled")
    assert "not an SSH key" in text_of(offered["laptop"])


def test_key_pair_of_the_template_must_be_the_users(openstack, member):
    openstack.template("k8s-v1.34.0-arm64")["keypair_id"] = "its-authors"
    offered = options(member.get(launch_url()), "keypair")
    assert "You have no key pair of this name." in text_of(offered[""])


def test_page_without_key_pairs_links_to_their_panel(openstack, member):
    openstack.keypairs.clear()
    page = member.get(launch_url())
    assert "You have no key pair." in said(page)
    assert read(page).select('a[href="/project/key_pairs/"]')


def test_networks_are_those_of_the_project(openstack, member):
    openstack.networks["empty"] = {
        **next(iter(openstack.networks.values())),
        "id": "empty",
        "name": "empty",
        "subnets": [],
    }
    words = [text_of(option) for option in options(member.get(launch_url()), "network").values()]
    assert words[0] == "A new network, made with the cluster"
    assert "private / private-subnet (10.0.0.0/24)" in words
    assert "campus / campus-subnet (10.2.0.0/24)" in words
    assert "empty: It has no subnet." in words
    assert any(text.startswith("public: It is an external network") for text in words)
    assert not any("neighbours-own" in text for text in words)


def test_network_of_the_template_is_named(openstack, member):
    network = next(
        network for network in openstack.networks.values() if network["name"] == "campus"
    )
    openstack.template("k8s-v1.34.0-arm64")["fixed_network"] = network["id"]
    offered = options(member.get(launch_url()), "network")
    assert text_of(offered[""]) == "The template's own (campus)"


def test_page_shows_the_quota_of_clusters(openstack, member):
    openstack.quotas[openstack.project("arm-lab")] = 3
    openstack.add_cluster("one")
    assert "1 now, 2 after, limit 3" in said(member.get(launch_url()))


def test_full_quota_disables_the_launch_button_with_the_reason(openstack, member):
    openstack.quotas[openstack.project("arm-lab")] = 1
    openstack.add_cluster("one")
    page = member.get(launch_url())
    button = part(page, "[data-launch]")
    assert button.has_attr("disabled")
    why = part(page, f"#{button['aria-describedby']}")
    assert (
        "Clusters: 1 short. The cluster needs 1, and 0 of 1 are left. Delete a cluster"
        in text_of(why)
    )


def test_link_fills_in_the_form(openstack, member):
    flavor = next(flavor for flavor in openstack.flavors.values() if flavor["name"] == "arm.large")
    page = member.get(
        launch_url(
            template=template_id(openstack),
            flavor=flavor["id"],
            name="from-a-link",
            master_count="3",
            node_count="7",
        )
    )
    assert part(page, 'input[name="template"][checked]')["value"] == template_id(openstack)
    shown = {name: value(page, name) for name in ("name", "flavor", "master_count", "node_count")}
    assert shown == {
        "name": "from-a-link",
        "flavor": "arm.large",
        "master_count": "3",
        "node_count": "7",
    }


def test_link_to_an_unusable_template_says_so(openstack, member):
    page = member.get(launch_url(template="k8s-v1.33.1-x86"))
    assert "The requested template k8s-v1.33.1-x86 cannot be used." in said(page)
    chosen = part(page, 'input[name="template"][checked]')
    assert chosen["value"] == template_id(openstack, "k8s-v1.34.0-arm64")


def test_link_with_nonsense_opens_the_form(member):
    page = member.get(
        launch_url(template="gone", flavor="gone", master_count="two", node_count="-1", labels="x")
    )
    assert page.status_code == 200
    assert value(page, "flavor") == ""


def test_outside_text_on_the_page_is_escaped(openstack, member):
    openstack.add_template(EVIL, labels={"kube_tag": EVIL, "ingress_controller": EVIL})
    for flavor in (*openstack.flavors.values(), *openstack.networks.values()):
        flavor["name"] = EVIL + flavor["name"]
    for flavor in openstack.subnets.values():
        flavor["name"] = EVIL
    openstack.keypairs[EVIL] = {"name": EVIL, "type": EVIL, "fingerprint": "", "public_key": ""}
    openstack.template("k8s-v1.33.1-arm64").update(network_driver=EVIL, image_id=EVIL)
    page = member.get(launch_url(name=EVIL, labels=EVIL))
    assert page.status_code == 200
    assert shown_harmless(page) > 10
