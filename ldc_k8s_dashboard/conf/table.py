# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Every setting of this dashboard: name, default, type, one line of meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.catalogue import CATALOGUE, customised_catalogue
from ldc_k8s_dashboard.domain.launch.presets import read_presets
from ldc_k8s_dashboard.domain.templates.appraisal import read_arm64_templates
from ldc_k8s_dashboard.domain.templates.conformance import read_certifications

Reader = Callable[[Any], object]
"""Reads the value of a setting; raises ValueError with a sentence for the operator."""


@dataclass(frozen=True)
class Setting:
    """One setting.

    default  its value where the operator sets none; None leaves it to the code that reads it
    kind     int, float, bool, str, list or dict
    least    the smallest number that makes sense
    choices  the words that it can be, for a str
    reader   the rule of `domain` that reads a value with a structure
    """

    name: str
    default: Any
    kind: type
    meaning: str
    least: float = 0
    choices: tuple[str, ...] = ()
    reader: Reader | None = None


SETTINGS: tuple[Setting, ...] = (
    Setting("connect_timeout", 4.0, float, "Seconds to wait for a connection to a service.", 0.1),
    Setting("read_timeout", 30.0, float, "Seconds to wait for a service's answer.", 0.1),
    Setting(
        "gather_deadline",
        15.0,
        float,
        "Seconds a page waits for all the services it asks; a later answer is left out.",
        0.1,
    ),
    Setting(
        "late_after",
        0.3,
        float,
        "Seconds a page waits for other services than its main one; the rest follows in place.",
    ),
    Setting(
        "unanswered_seconds",
        15.0,
        float,
        "Seconds for which a service that did not answer is not asked again, but by a user who "
        "wants to.",
        1,
    ),
    Setting(
        "probe_seconds",
        1.0,
        float,
        "Seconds a page then waits for the first question to it; the question goes on without it.",
    ),
    Setting("gather_threads", 8, int, "How many services a page asks at the same time.", 1),
    Setting(
        "retry_wait",
        0.2,
        float,
        "Seconds before a read that failed for a temporary reason is tried again.",
    ),
    Setting("retry_times", 3, int, "How often such a read is tried in total.", 1),
    Setting(
        "page_size",
        0,
        int,
        "Rows on a page of a list; 0 takes the user's own setting in Horizon.",
    ),
    Setting(
        "search_calls",
        10,
        int,
        "How many pages of Magnum's list one search or filter reads before it stops and offers "
        "to continue.",
        1,
    ),
    Setting(
        "search_seconds", 5.0, float, "Seconds after which a search stops in the same way.", 0.1
    ),
    Setting("search_chunk", 200, int, "Clusters that a search asks Magnum for at a time.", 1),
    Setting(
        "microversion_cache_seconds",
        300,
        int,
        "Seconds for which the API version that Magnum offers is remembered.",
    ),
    Setting(
        "names_cache_seconds",
        300,
        int,
        "Seconds for which names of projects, users and templates are remembered.",
    ),
    Setting(
        "settle_seconds",
        2.0,
        float,
        "The most seconds to wait, after a change was requested, until Magnum shows it.",
    ),
    Setting(
        "live_refresh_seconds",
        4,
        int,
        "Seconds between two refreshes of rows that are still changing.",
        1,
    ),
    Setting(
        "accept_declared_architecture",
        False,
        bool,
        "Offer templates whose arm64 architecture is only declared (tags, operator), not proven "
        "by the image.",
    ),
    Setting(
        "arm64_templates",
        [],
        list,
        "Names or ids of templates that you declare to be for arm64 where their image does not "
        "prove it; they are offered where `accept_declared_architecture` is True.",
        reader=read_arm64_templates,
    ),
    Setting(
        "stuck_after_minutes",
        60,
        int,
        "Minutes after which a cluster that is still being created counts as stuck, where the "
        "cluster has no time limit of its own.",
        1,
    ),
    Setting(
        "kubeconfig_default_days",
        30,
        int,
        "Days a kubeconfig's application credential lasts unless the user chooses otherwise.",
        1,
    ),
    Setting("kubeconfig_cap_days", 90, int, "The most days that a user can choose.", 1),
    Setting(
        "kubeconfig_allow_http",
        False,
        bool,
        "Offer kubeconfigs with a token or a secret also where Keystone's public address or the "
        "cluster's API has no TLS; for clouds for tests. Loopback addresses need no setting.",
    ),
    Setting(
        "launch_cache_seconds",
        30,
        int,
        "Seconds for which a project's quotas and usage are remembered while a launch is being "
        "prepared; they are read again when it is requested.",
    ),
    Setting(
        "default_driver",
        "heat",
        str,
        "The driver of a cluster where Magnum does not report one: heat, mcapi "
        "(magnum-cluster-api) or helm (magnum-capi-helm).",
        choices=tuple(driver.value for driver in Driver),
    ),
    Setting(
        "minimum_flavor_vcpus",
        2,
        int,
        "vCPUs of the smallest machine for Kubernetes. magnum-capi-helm refuses smaller ones "
        "(`minimum_flavor_vcpus` in the section capi_helm of Magnum's configuration).",
    ),
    Setting(
        "minimum_flavor_ram",
        2048,
        int,
        "MB of memory of that machine (`minimum_flavor_ram` in the same section).",
    ),
    Setting(
        "default_boot_volume_size",
        0,
        int,
        "GB of the boot volume that Magnum gives to every machine without the label "
        "boot_volume_size (`default_boot_volume_size` in the section cinder of its configuration).",
    ),
    Setting(
        "presets",
        None,
        list,
        "Sizes of clusters to begin with, in place of Development and Highly available.",
        reader=read_presets,
    ),
    Setting(
        "certified_versions",
        {},
        dict,
        "Kubernetes versions that passed the conformance tests, with the address of the "
        'evidence: `{"v1.34": "https://..."}`.',
        reader=read_certifications,
    ),
    Setting(
        "labels",
        {},
        dict,
        "Labels of this cloud's own drivers that the dashboard explains, or None for one that "
        "it does not offer.",
        reader=partial(customised_catalogue, CATALOGUE),
    ),
)
