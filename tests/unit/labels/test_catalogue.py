# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What is known of labels: their values, their drivers, slips of the finger, and merging."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels import entries
from ldc_k8s_dashboard.domain.labels.catalogue import CATALOGUE, NoteKind, arm64_traps, merge_labels
from ldc_k8s_dashboard.domain.labels.label import Label, ValueKind, read_flag
from ldc_k8s_dashboard.domain.labels.text import format_labels, parse_labels

HEAT, MCAPI, HELM = Driver.HEAT, Driver.MCAPI, Driver.HELM
ALL = sorted(CATALOGUE.labels)
texts = st.text(max_size=40)
labels = st.dictionaries(st.sampled_from([*ALL[:8], "own", "other"]), texts, max_size=8)


def tuples_of_labels() -> Iterator[tuple[str, tuple[Label, ...]]]:
    """Return each tuple of labels in domain/labels/entries, with its module and name."""
    for module in pkgutil.iter_modules(entries.__path__, f"{entries.__name__}."):
        for name, value in vars(import_module(module.name)).items():
            if isinstance(value, tuple) and any(isinstance(label, Label) for label in value):
                yield f"{module.name}.{name}", value


@pytest.mark.parametrize(("name", "group"), tuples_of_labels())
def test_catalogue_has_every_tuple_of_labels(name, group):
    missing = [label.name for label in group if CATALOGUE.labels.get(label.name) is not label]
    assert not missing, f"{name} is not in CATALOGUE"


@pytest.mark.parametrize("name", ALL)
def test_a_label_accepts_every_default_and_every_choice(name):
    label = CATALOGUE.labels[name]
    assert label.name == name
    assert str(label.meaning).endswith(".")
    assert label.defaults, "some driver reads it"
    for value in (*label.choices, *filter(None, label.defaults.values())):
        assert label.check(value) is None, value
    assert set(label.defaults).isdisjoint(label.instead)
    assert set(label.cautions) <= set(label.defaults)
    assert label.template_only <= set(label.defaults)
    if label.kind is ValueKind.CHOICE:
        assert label.choices
        assert {default for default in label.defaults.values() if default is not None} <= set(
            label.choices
        )


@pytest.mark.parametrize("name", ALL)
def test_what_is_wrong_with_a_value_names_the_label_or_the_value(name):
    label = CATALOGUE.labels[name]
    for value in ("no such value", "-1", "10.0.0.7/24"):
        wrong = label.check(value)
        assert wrong is None or name in str(wrong) or value in str(wrong)
        assert wrong is None or str(wrong).endswith(".")


@given(st.text(), st.text(), st.sampled_from(Driver))
def test_a_note_says_something_of_any_text(name, value, driver):
    note = CATALOGUE.note(name, value, driver)
    assert note.meaning is not None or note.reason is not None
    assert str(note.meaning)
    assert str(note.reason)


@given(st.sampled_from(ALL), st.text(), st.sampled_from(Driver))
def test_a_note_of_a_known_label_is_of_the_right_kind(name, value, driver):
    label, note = CATALOGUE.labels[name], CATALOGUE.note(name, value, driver)
    assert note.meaning == label.meaning
    if not label.supported_by(driver):
        assert note.kind is NoteKind.UNSUPPORTED
    elif driver in label.template_only:
        assert note.kind is NoteKind.TEMPLATE_ONLY
    else:
        known = note.kind is NoteKind.KNOWN
        assert known == (label.check(value) is None)
        assert known or note.kind is NoteKind.WRONG_VALUE


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("keystone_auth_enabled", ["true", "False", "on", "0"], ["", "maybe", "truee"]),
        ("boot_volume_size", ["0", "20"], ["", "-1", "20GB", "1.5", "9" * 5000, "٣"]),
        ("max_node_count", ["0", "5"], ["", "-1", "five", "9" * 5000]),
        ("kube_tag", ["v1.33.1", "v1.23.3-rancher1", "v1.33.1+rke2r1"], ["1.33.1", "v1.33", "x"]),
        ("calico_ipv4pool", ["10.100.0.0/16"], ["", "10.0.0.7/16", "10.0.0.0", "fd00::/64", "x"]),
        (
            "master_lb_allowed_cidrs",
            [
                "",
                "192.0.2.7",
                "192.0.2.0/24,198.51.100.0/24",
                "2001:db8::/32",
                "10.0.0.0/8, 1.2.3.4",
            ],
            ["192.0.2.7/24", "a", "10.0.0.0/8,,1.2.3.4", "10.0.0.0/8;1.2.3.4", "10.0.0.0/33"],
        ),
        (
            "helm_client_url",
            ["https://example.org/h.tgz"],
            ["example.org", "ftp://a/b", "http://["],
        ),
        ("oidc_issuer_url", ["https://login.example.org"], ["http://login.example.org"]),
        ("ingress_controller", ["", "octavia"], ["istio", "Octavia"]),
        ("flannel_network_subnetlen", ["24", "9"], ["0", "33", ""]),
        ("helm_client_sha256", ["a" * 64], ["a" * 63, "g" * 64]),
        ("api_server_floating_ip", ["", "192.0.2.10"], ["a name", "2001:db8::1"]),
        ("kubelet_options", ["--v=2 --x=a,b"], ["a\nb"]),
        ("etcd_tag", ["v3.4.6", "latest"], ["", "a b", "é", "x" * 200]),
    ],
)
def test_values_are_checked_by_their_kind(name, right, wrong):
    label = CATALOGUE.labels[name]
    assert [value for value in right if label.check(value) is not None] == []
    assert [value for value in wrong if label.check(value) is None] == []


def test_a_wrong_value_says_what_to_write_instead():
    def said(name, value):
        return str(CATALOGUE.note(name, value, HEAT).reason)

    assert said("boot_volume_size", "20GB") == (
        "boot_volume_size must be a whole number of GB from 0 to 999999999, not “20GB”. "
        "Write digits only, without a unit."
    )
    assert said("selinux_mode", "off").endswith("Write one of: enforcing, permissive, disabled.")
    assert "Write 10.0.0.0/24 for fixed_subnet_cidr." in said("fixed_subnet_cidr", "10.0.0.7/24")
    assert "Write it like v1.33.1." in said("kube_tag", "1.33")
    assert "Write true or false." in said("monitoring_enabled", "si")


@pytest.mark.parametrize(
    ("name", "driver", "nearest"),
    [
        ("keystone_auth_enable", HEAT, "keystone_auth_enabled"),
        ("Kube-Tag", MCAPI, "kube_tag"),
        ("kubetag", HEAT, "kube_tag"),
        ("audit_log_maxage", MCAPI, "audit_log_max_age"),
        # The one that the driver reads comes first.
        ("master_lb_allowed_cidr", HEAT, "master_lb_allowed_cidrs"),
        ("master_lb_allowed_cidr", HELM, "api_master_lb_allowed_cidrs"),
        ("owner", HEAT, None),
        ("", HEAT, None),
        ("kube_tag" * 2000, HEAT, None),
    ],
)
def test_a_slip_of_the_finger_is_told_with_the_name_that_was_meant(name, driver, nearest):
    note = CATALOGUE.note(name, "x", driver)
    assert (note.kind, note.nearest) == (NoteKind.UNKNOWN, nearest)
    if nearest:
        assert f"Did you mean {nearest}?" in str(note.reason)
    else:
        assert "sent unchanged" in str(note.reason)


def test_a_label_that_the_driver_passes_over_says_so_and_what_to_do_instead():
    image = CATALOGUE.note("kube_tag", "v1.33.1", HELM)
    assert image.kind is NoteKind.UNSUPPORTED
    assert str(image.reason) == (
        "It has no effect here: the Cluster API driver with Helm charts does not read it. "
        "The template's image decides the version."
    )
    assert "Use api_master_lb_allowed_cidrs." in str(
        CATALOGUE.note("master_lb_allowed_cidrs", "10.0.0.0/8", HELM).reason
    )
    assert "Leave it out." in str(CATALOGUE.note("selinux_mode", "disabled", MCAPI).reason)


def test_a_label_of_the_template_alone_cannot_be_given_to_a_cluster():
    note = CATALOGUE.note("capi_helm_chart_version", "0.16.0", HELM)
    assert note.kind is NoteKind.TEMPLATE_ONLY
    assert "Choose a template that has it." in str(note.reason)


def test_what_to_mind_before_giving_a_known_label_is_its_reason():
    note = CATALOGUE.note("helm_client_url", "https://example.org/helm.tgz", HEAT)
    assert note.kind is NoteKind.KNOWN
    assert "amd64" in str(note.reason)
    assert CATALOGUE.note("kube_tag", "v1.33.1", HEAT).reason is None


def test_a_driver_has_its_own_labels_by_name():
    for driver in Driver:
        names = [label.name for label in CATALOGUE.for_driver(driver)]
        assert names == sorted(names)
        assert all(CATALOGUE.labels[name].supported_by(driver) for name in names)
    helm = {label.name for label in CATALOGUE.for_driver(HELM)}
    assert "kube_tag" not in helm
    assert {"csi_cinder_fstype", "monitoring_enabled"} <= helm


def test_defaults_are_those_of_each_driver():
    keystone = CATALOGUE.labels["keystone_auth_enabled"]
    assert [keystone.default(driver) for driver in (HEAT, MCAPI, HELM)] == ["true", "true", "false"]
    healing = CATALOGUE.labels["auto_healing_enabled"]
    assert [healing.default(driver) for driver in (HEAT, MCAPI, HELM)] == ["false", "true", "true"]
    assert CATALOGUE.labels["selinux_mode"].default(HELM) is None


def test_every_default_can_be_written_and_read_as_a_label():
    for driver in Driver:
        defaults = {
            label.name: label.default(driver) or "" for label in CATALOGUE.for_driver(driver)
        }
        assert parse_labels(format_labels(defaults)) == defaults


@given(labels, labels)
def test_merging_keeps_all_that_is_given_and_loses_nothing_of_the_template(template, given):
    merged = merge_labels(template, given)
    assert {name: merged.labels[name] for name in given} == given
    assert set(merged.labels) == set(template) | set(given)
    untouched = set(template) - set(given)
    assert all(merged.labels[name] == template[name] for name in untouched)


@given(labels, labels)
def test_a_label_is_overridden_where_the_template_has_another_value(template, given):
    overridden = {
        label.name: (label.before, label.after)
        for label in merge_labels(template, given).overridden
    }
    assert overridden == {
        name: (template[name], value)
        for name, value in given.items()
        if name in template and template[name] != value
    }


@given(labels)
def test_merging_a_template_with_itself_or_with_nothing_changes_nothing(template):
    assert dict(merge_labels(template, {}).labels) == template
    assert merge_labels(template, template).overridden == ()


def test_the_heat_driver_downloads_for_amd64_unless_told_otherwise():
    assert [trap.label for trap in arm64_traps({}, HEAT)] == ["helm_client_url"]
    containerd = {"container_runtime": "containerd", "helm_client_url": "https://example.org/h"}
    assert [trap.label for trap in arm64_traps(containerd, HEAT)] == ["containerd_tarball_url"]
    whole = {**containerd, "containerd_tarball_url": "https://example.org/c"}
    assert arm64_traps(whole, HEAT) == ()
    assert arm64_traps({}, MCAPI) == arm64_traps({}, HELM) == ()


@pytest.mark.parametrize(
    ("text", "read"),
    [("true", True), (" On ", True), ("0", False), ("off", False), ("", None), (None, None)],
)
def test_a_flag_is_read_as_the_drivers_read_it(text, read):
    assert read_flag(text) is read
