# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The page of one cluster template."""

from __future__ import annotations

from django.urls import reverse

from tests.fake_openstack.seed import ARM_LAB
from tests.views.pages import EVIL, action, part, read, said, shown_harmless, text_of, title


def detail(ident):
    return reverse("horizon:project:kubernetes.cluster_templates:detail", args=[ident])


def fact(page, name):
    for term in read(page).select("dl.k8s-facts dt"):
        if text_of(term) == name:
            return text_of(term.find_next_sibling("dd"))
    raise AssertionError(f"the page has no {name}")


def evidence(page):
    return [
        tuple(text_of(cell) for cell in row.select("th, td"))
        for row in read(page).select(".k8s-evidence tbody tr")
    ]


def test_template_page_shows_verdict_and_evidence_in_order(openstack, member):
    template = openstack.template("k8s-v1.33.1-arm64")
    page = member.get(detail(template["uuid"]))
    assert title(page) == "k8s-v1.33.1-arm64"
    assert text_of(part(page, ".k8s-verdict .k8s-headline")).startswith("arm64")
    rows = evidence(page)
    assert rows[0] == ("Image", "hw_architecture is aarch64.", "arm64")
    assert rows[1][2] == rows[2][2] == "probably arm64"
    assert "workers" in rows[1][0]
    assert "masters" in rows[2][0]
    assert rows[-1][2] == "no conclusion"


def test_template_page_shows_evidence_against_arm64(openstack, member):
    template = openstack.add_template("torn", flavor_id="x86.medium")
    page = member.get(detail(template["uuid"]))
    assert "Conflict" in text_of(part(page, ".k8s-verdict .k8s-headline"))
    against = [row for row in evidence(page) if row[2] == "not arm64"]
    assert [one[1] for one in against] == ["It requires a host with x86_64."]


def test_template_page_shows_all_fields_in_groups(openstack, member):
    template = openstack.add_template(
        "full",
        docker_volume_size=25,
        keypair_id="laptop",
        http_proxy="http://proxy.example:3128",
        tags="arch=arm64,prod",
    )
    page = member.get(detail(template["uuid"]))
    assert fact(page, "Id") == template["uuid"]
    assert fact(page, "Tags") == "arch=arm64, prod"
    assert fact(page, "Image").startswith("fedora-coreos-41-arm64")
    assert fact(page, "Flavor of the workers").startswith("arm.small 2 vCPU, 4 GB memory")
    assert fact(page, "Key pair") == "laptop"
    assert fact(page, "External network") == "public"
    assert fact(page, "Network") == "a new one for each cluster"
    assert fact(page, "Network driver") == "calico"
    assert fact(page, "DNS servers") == "8.8.8.8"
    assert fact(page, "Load balancer for the API") == "yes"
    assert fact(page, "Persistent volumes") == "cinder"
    assert fact(page, "Container volume of each machine") == "25 GB"
    assert fact(page, "HTTP proxy") == "http://proxy.example:3128"


def test_template_page_shows_names_beside_ids(openstack, member):
    network = next(
        network for network in openstack.networks.values() if network["name"] == "private"
    )
    template = openstack.add_template(
        "ids", fixed_network=network["id"], fixed_subnet=network["subnets"][0]
    )
    page = member.get(detail(template["uuid"]))
    assert fact(page, "Network") == f"private {network['id']}"
    assert fact(page, "Subnet").startswith("private-subnet ")


def test_template_page_shows_labels_exactly_and_explains_them(openstack, member):
    template = openstack.add_template("labelled", labels={"kube_tag": "v1.33.1", "Odd": "a=B=c"})
    page = member.get(detail(template["uuid"]))
    rows = {
        text_of(row.select_one("th")): [text_of(cell) for cell in row.select("td")]
        for row in read(page).select(".k8s-labels tbody tr")
    }
    assert rows == {
        "Odd": ["a=B=c", ""],
        "kube_tag": ["v1.33.1", "The Kubernetes version of the cluster."],
    }


def said_of_labels(page):
    rows = read(page).select(".k8s-labels tbody tr")
    return {text_of(row.select_one("th")): text_of(row.select("td")[1]) for row in rows}


def test_template_page_points_out_mistaken_labels(openstack, member):
    template = openstack.add_template(
        "labelled",
        driver="k8s_capi_helm_v1",
        labels={"keystone_auth_enable": "true", "boot_volume_size": "2G", "selinux_mode": "x"},
    )
    answer = said_of_labels(member.get(detail(template["uuid"])))
    assert "Did you mean keystone_auth_enabled?" in answer["keystone_auth_enable"]
    assert "Write digits only, without a unit." in answer["boot_volume_size"]
    assert "It has no effect here:" in answer["selinux_mode"]


def test_template_page_explains_the_operators_labels(openstack, settings, member):
    settings.LDC_K8S_DASHBOARD["labels"] = {"gpu_share": {"meaning": "How much <b>GPU</b>."}}
    template = openstack.add_template("labelled", labels={"gpu_share": "whole"})
    answer = said_of_labels(member.get(detail(template["uuid"])))
    assert answer == {"gpu_share": "How much <b>GPU</b>."}


def test_template_page_is_shown_without_the_other_services(openstack, member):
    template = openstack.template("k8s-v1.33.1-arm64")
    for service in ("glance", "nova", "neutron"):
        openstack.fail(service=service, status=500)
    page = member.get(detail(template["uuid"]))
    assert page.status_code == 200
    assert "Unknown because the images could not be read" in said(page)
    assert "The names of networks could not be read; ids are shown." in said(page)
    assert fact(page, "Flavor of the workers") == "arm.small"
    assert any("It could not be read." in row[1] for row in evidence(page))


def test_template_page_says_that_a_flavor_is_not_visible(openstack, member):
    template = openstack.add_template("flavorless", flavor_id="gone.flavor")
    shown = [row[1] for row in evidence(member.get(detail(template["uuid"])))]
    assert "“gone.flavor” is not among the flavors you can see." in shown


def test_template_page_of_a_deleted_template_is_not_found(openstack, member):
    page = member.get(detail("00000000-0000-0000-0000-000000000000"))
    assert page.status_code == 404
    assert "has been deleted, or it belongs to another project" in said(page)


def test_template_page_of_another_projects_hidden_template_is_not_found(openstack, member):
    template = openstack.add_template("secret", hidden=True)
    assert member.get(detail(template["uuid"])).status_code == 404


def test_template_page_offers_a_reader_no_change(openstack, reader):
    template = openstack.add_template("ours", project_id=ARM_LAB)
    page = reader.get(detail(template["uuid"]))
    assert page.status_code == 200
    for slug in ("launch", "copy", "edit", "delete"):
        assert action(page, slug).name == "span", slug


def test_template_page_offers_changes_to_the_owners_project(openstack, member):
    template = openstack.add_template("ours", project_id=ARM_LAB)
    page = member.get(detail(template["uuid"]))
    for slug in ("launch", "copy", "edit", "delete"):
        assert action(page, slug).name == "a", slug


def test_template_page_explains_that_magnum_is_down(openstack, member):
    openstack.down("magnum")
    page = member.get(detail("whatever"))
    assert page.status_code == 502
    assert "cannot be reached" in said(page)


def test_template_page_escapes_outside_text(openstack, member):
    template = openstack.add_template(
        EVIL,
        labels={EVIL: EVIL},
        tags=EVIL.replace(",", ""),
        image_id=EVIL,
        flavor_id=EVIL,
        dns_nameserver=EVIL,
        http_proxy=EVIL,
        driver=EVIL,
    )
    assert shown_harmless(member.get(detail(template["uuid"]))) >= 10


def test_template_page_says_which_labels_do_not_go_together(openstack, member):
    template = openstack.template("k8s-v1.34.0-arm64")
    template["driver"] = "k8s_fedora_coreos_v1"
    template["labels"] |= {"octavia_provider": "ovn", "etcd_volume_type": "ssd"}
    page = member.get(detail(template["uuid"]))
    refused, caution = part(page, 'section[aria-labelledby="labels-title"]').select(".k8s-conflict")
    assert "Not possible: The load balancers of ovn" in text_of(refused)
    assert "Caution: No effect: etcd_volume_type=ssd" in text_of(caution)
    assert not refused.select("button")


def test_template_page_says_what_its_driver_refuses(openstack, member):
    template = openstack.template("k8s-v1.34.0-arm64")
    template["network_driver"] = "flannel"
    page = member.get(detail(template["uuid"]))
    assert "can only install calico, cilium" in text_of(part(page, "#template-cautions"))


def test_template_page_cautions_against_a_missing_version(openstack, member):
    template = openstack.template("k8s-v1.34.0-arm64")
    del template["labels"]["kube_tag"]
    page = member.get(detail(template["uuid"]))
    assert "takes Kubernetes v1.25.3" in text_of(part(page, "#template-cautions"))
