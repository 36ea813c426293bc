# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Fits the fields of the launch form to its template: options, values by default, reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

from ldc_k8s_dashboard.content.clusters.launch import options
from ldc_k8s_dashboard.content.clusters.launch.fields import MASTERS, VolumeTypeField, YesNoField
from ldc_k8s_dashboard.content.clusters.launch.label_fields import LabelUse, docker_volumes
from ldc_k8s_dashboard.content.clusters.launch.steps import ADD_ON
from ldc_k8s_dashboard.domain.drivers import fewest_workers_note
from ldc_k8s_dashboard.domain.labels.add_ons import OfferedAddOn
from ldc_k8s_dashboard.domain.quotas.sizing import boot_volume
from ldc_k8s_dashboard.domain.verdict import Verdict, not_allowed
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.options import Option, OptionField

if TYPE_CHECKING:
    from ldc_k8s_dashboard.content.clusters.launch.form import LaunchForm


def set_fields(form: LaunchForm) -> None:
    """Set what can be chosen in each field, and add the fields of the add-ons."""
    _set_options(form, "template", _template_options(form))
    _set_size(form)
    _set_network(form)
    for use in form.uses.values():
        _set_label_field(form, use)
    for add_on in form.add_ons:
        _add_add_on(form, add_on)


def _template_options(form: LaunchForm) -> tuple[Option, ...]:
    unread = form.facts.errors.get("templates")
    if unread is not None:
        # The choice stays, and cannot be launched before the template can be read.
        form.fields["template"].required = False
        return (Option(form.current("template"), "", not_allowed(unread.sentence)),)
    if form.card is None:
        return ()
    return (Option(form.card.value, form.cluster_template.name, form.card.verdict),)


def _set_size(form: LaunchForm) -> None:
    template = form.cluster_template
    boot_gb = boot_volume(template.labels, form.current("labels"), form.current("boot_volume_size"))
    for name, flavor in (
        ("master_flavor", template.master_flavor_id),
        ("flavor", template.flavor_id),
    ):
        _set_options(
            form,
            name,
            options.launch_flavor_options(form.facts, form.card, flavor, boot_volume_size=boot_gb),
        )
    form.fields["node_count"].widget.attrs["min"] = form.fewest_workers
    form.fields["min_nodes"].widget.attrs["min"] = form.fewest_workers
    note = fewest_workers_note(form.driver)
    if note is not None:
        form.fields["node_count"].help_text = render_message(note)
    _show_template_value(form, "docker_volume_size", str(template.docker_volume_size or ""))
    _show_verdict(form, "docker_volume_size", docker_volumes(form.driver))


def _set_network(form: LaunchForm) -> None:
    masters = form.current("master_count")
    _set_options(form, "keypair", options.keypair_options(form.facts, form.card))
    _set_options(form, "network", options.network_options(form.facts, form.card))
    _set_options(form, "floating_ip", options.floating_ip_options(form.card))
    _set_options(
        form,
        "load_balancer",
        options.load_balancer_options(
            form.card, int(masters) if masters in map(str, MASTERS) else 1, form.driver
        ),
    )


def _set_label_field(form: LaunchForm, use: LabelUse) -> None:
    """Fit a field that is sent as a label to the template and its driver."""
    field = form.fields[use.field]
    if isinstance(field, YesNoField):
        field.set_options(options.flag_options(use.template_value, use.verdict))
    elif isinstance(field, VolumeTypeField):
        field.set_options(options.volume_type_options(form.facts, use.template_value, use.verdict))
    else:
        _show_template_value(form, use.field, use.template_value)
    _show_verdict(form, use.field, use.verdict)


def _add_add_on(form: LaunchForm, add_on: OfferedAddOn) -> None:
    name = ADD_ON + add_on.add_on.key
    field = OptionField(
        label=render_message(add_on.add_on.title),
        required=False,
        help_text=render_message(add_on.add_on.meaning),
    )
    form.fields[name] = field
    field.set_options(options.add_on_options(add_on))
    _show_verdict(form, name, add_on.verdict)


def _set_options(form: LaunchForm, name: str, field_options: tuple[Option, ...]) -> None:
    field = form.fields[name]
    assert isinstance(field, OptionField)  # noqa: S101 - for the type checker
    field.set_options(field_options)


def _show_template_value(form: LaunchForm, name: str, value: str) -> None:
    """Show the template's value in an empty field."""
    if value:
        form.fields[name].widget.attrs["placeholder"] = value


def _show_verdict(form: LaunchForm, name: str, verdict: Verdict) -> None:
    """Disable a field that cannot be used, and give the reason as its help text."""
    if verdict:
        return
    field: forms.Field = form.fields[name]
    field.help_text = render_message(verdict.reason)
    # A browser does not send a disabled field.  A value that is there all the same
    # has to come back, so that it is rejected with its reason.
    if not form.current(name):
        field.widget.attrs["disabled"] = True
