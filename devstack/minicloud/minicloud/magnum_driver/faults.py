# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The faults that a cluster's labels can ask for, in one table. Pure.

To add one, add a row to FAULTS; README.md says what else belongs to it ("Add a fault").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

_SEPARATOR = re.compile("[,:; ]+")


class Moment(Enum):
    """When a fault happens."""

    START = "the operation fails before anything is made or removed"
    END = "the operation fails when its work is done"
    BOOT = "the servers go to ERROR while they boot, and so the operation fails"
    NEVER = "the operation never ends"


@dataclass(frozen=True)
class Fault:
    """A fault, the label that asks for it and what it does.

    ``value`` is one of the values that the label can list; without a value any text asks for the
    fault and is its sentence. ``operation`` is create, update (which stands for every change of a
    cluster) or delete; without one the fault concerns all that make servers. ``sentence`` is the
    reason that Magnum or Nova then reports.
    """

    label: str
    value: str
    operation: str
    moment: Moment
    sentence: str = ""


FAULTS = (
    Fault(
        "sim_fail",
        "create",
        "create",
        Moment.END,
        "Resource CREATE failed: simulated failure (label sim_fail)",
    ),
    Fault(
        "sim_fail",
        "update",
        "update",
        Moment.END,
        "Resource UPDATE failed: simulated failure (label sim_fail)",
    ),
    Fault(
        "sim_fail",
        "delete",
        "delete",
        Moment.END,
        "Resource DELETE failed: simulated failure (label sim_fail)",
    ),
    Fault(
        "sim_fail",
        "create-now",
        "create",
        Moment.START,
        "Resource CREATE failed: simulated failure (label sim_fail)",
    ),
    Fault(
        "sim_fail",
        "update-now",
        "update",
        Moment.START,
        "Resource UPDATE failed: simulated failure (label sim_fail)",
    ),
    Fault(
        "sim_fail",
        "delete-now",
        "delete",
        Moment.START,
        "Resource DELETE failed: simulated failure (label sim_fail)",
    ),
    Fault("sim_stuck", "true", "create", Moment.NEVER),
    Fault("sim_boot_fail", "", "", Moment.BOOT),
)


def requested_faults(labels: Mapping[str, str]) -> tuple[Fault, ...]:
    """Return the faults that these labels ask for, each with its sentence.

    >>> [fault.operation for fault in requested_faults({"sim_fail": "create, delete-now"})]
    ['create', 'delete']
    """
    faults = []
    for fault in FAULTS:
        text = labels.get(fault.label, "")
        if fault.value:
            if fault.value in _SEPARATOR.split(text.lower()):
                faults.append(fault)
        elif text:
            faults.append(replace(fault, sentence=text))
    return tuple(faults)
