# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Values that are of another kind than the label, in a template or set by another client.

What a person types is checked label by label.  A template's labels were never checked, and
Magnum hands them on to every cluster.
"""

from __future__ import annotations

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.catalogue import CATALOGUE
from ldc_k8s_dashboard.domain.labels.label import ValueKind
from ldc_k8s_dashboard.domain.labels.rule import (
    Conflict,
    LabelledCluster,
    LabelRule,
    Severity,
)

_SIZES = ("boot_volume_size", "etcd_volume_size")
_FLAGS = tuple(
    name
    for name, label in CATALOGUE.labels.items()
    if label.kind is ValueKind.FLAG and label.supported_by(Driver.MCAPI)
)


def _check_values(
    cluster: LabelledCluster, names: tuple[str, ...], severity: Severity
) -> Conflict | None:
    for name in names:
        label = CATALOGUE.labels[name]
        reason = label.check(cluster.labels[name]) if name in cluster.labels else None
        if reason is not None:
            return Conflict(name, reason, severity)
    return None


VALUE_RULES = (
    LabelRule(
        "sizes_are_numbers",
        _SIZES,
        frozenset({Driver.HEAT, Driver.MCAPI}),
        "magnum 22.0.0, api/attr_validator.py validate_flavor_root_volume_size; "
        "drivers/heat/template_def.py add_etcd_volume_env_file; "
        "magnum-cluster-api 0.38.2, utils.py get_cluster_label_as_int",
        lambda cluster: _check_values(cluster, _SIZES, Severity.REFUSE),
    ),
    LabelRule(
        "boot_volume_size_is_a_number",
        ("boot_volume_size",),
        frozenset({Driver.HELM}),
        "magnum 22.0.0, api/attr_validator.py validate_flavor_root_volume_size",
        lambda cluster: _check_values(cluster, ("boot_volume_size",), Severity.REFUSE),
    ),
    LabelRule(
        "flags_are_flags",
        _FLAGS,
        frozenset({Driver.MCAPI}),
        "magnum-cluster-api 0.38.2, utils.py get_cluster_label_as_bool (strict)",
        lambda cluster: _check_values(cluster, _FLAGS, Severity.REFUSE),
    ),
)
