# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The configuration file of each service, as plain data.

Every entry is an option of the service itself; a comment gives the reason for a value that is not
obvious. The files are written at each start, so they always follow the settings.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from minicloud.settings import PASSWORD, REGION, Settings

Sections = dict[str, dict[str, object]]
# Data files that the packages install beside themselves (paste pipelines and such).
PACKAGE_DATA = Path(sys.prefix) / "etc"
# The volume type that Cinder takes where a request names none; seed/hardware.py describes it.
DEFAULT_VOLUME_TYPE = "standard"
# What each fake host offers: name, architecture, vcpus, MB of memory, GB of disk.
HOSTS = "demo-amd64:x86_64:64:131072:2000,demo-arm64:aarch64:64:131072:2000"


CLUSTERS_PER_PROJECT = 20  # Magnum's own default


def credentials(settings: Settings, user: str) -> dict[str, object]:
    """Return keystoneauth's options for a service user."""
    return {
        "auth_type": "password",
        "auth_url": settings.auth_url,
        "username": user,
        "password": PASSWORD,
        "project_name": "service",
        "user_domain_id": "default",
        "project_domain_id": "default",
        "region_name": REGION,
    }


def database(settings: Settings, name: str) -> dict[str, object]:
    return {"connection": f"sqlite:///{settings.data}/{name}.db"}


def common(settings: Settings, user: str) -> Sections:
    """Return what every service but Keystone has: token checking, a lock folder, a log."""
    return {
        "DEFAULT": {"log_file": settings.log / f"{user}.log", "use_stderr": "false"},
        "keystone_authtoken": credentials(settings, user)
        | {"www_authenticate_uri": settings.auth_url, "service_token_roles_required": "true"},
        "oslo_concurrency": {"lock_path": settings.data / "lock"},
    }


def keystone(settings: Settings) -> Sections:
    keys = settings.data / "fernet"
    return {
        "DEFAULT": {"log_file": settings.log / "keystone.log", "use_stderr": "false"},
        "database": database(settings, "keystone"),
        "fernet_tokens": {"key_repository": keys},
        "fernet_receipts": {"key_repository": keys},
        "credential": {"key_repository": settings.data / "credential"},
        "cache": {"enabled": "true", "backend": "dogpile.cache.memory"},
        "token": {"provider": "fernet", "expiration": 86400},
        # The cheapest hash bcrypt allows: each password login costs CPU otherwise.
        "identity": {"password_hash_algorithm": "bcrypt", "password_hash_rounds": 4},
    }


def magnum(settings: Settings) -> Sections:
    return merge(
        common(settings, "magnum"),
        {
            "DEFAULT": {"transport_url": "fake://", "host": "minicloud"},
            "api": {"api_paste_config": PACKAGE_DATA / "magnum/api-paste.ini"},
            "database": database(settings, "magnum"),
            "certificates": {"cert_manager_type": "x509keypair"},
            "quotas": {"max_clusters_per_project": CLUSTERS_PER_PROJECT},
            # Polling would start a thread for each cluster every minute, too many for thousands of
            # clusters; the driver sets the health itself when an operation ends.
            "kubernetes": {"health_polling_interval": -1},
            "drivers": {"default_driver": "k8s_sim"},
            "cluster_template": {"kubernetes_allowed_network_drivers": "all"},
            # Magnum's own section has no region_name.
            "keystone_auth": without(credentials(settings, "magnum"), "region_name"),
            "minicloud": {
                "real_resources": str(not settings.lean).lower(),
                "kubernetes_port": settings.port("kubernetes"),
            },
        },
    )


def glance(settings: Settings) -> Sections:
    return merge(
        common(settings, "glance"),
        {
            "DEFAULT": {"enabled_backends": "fs:file", "transport_url": "fake://"},
            "fs": {"filesystem_store_datadir": folder(settings, "images")},
            "glance_store": {"default_backend": "fs"},
            "os_glance_staging_store": {
                "filesystem_store_datadir": folder(settings, "images_staging")
            },
            "os_glance_tasks_store": {"filesystem_store_datadir": folder(settings, "images_tasks")},
            "database": database(settings, "glance"),
            "paste_deploy": {
                "flavor": "keystone",
                "config_file": PACKAGE_DATA / "glance/glance-api-paste.ini",
            },
        },
    )


def placement(settings: Settings) -> Sections:
    return merge(
        common(settings, "placement"),
        {"placement_database": database(settings, "placement")},
    )


def nova(settings: Settings) -> Sections:
    return merge(
        common(settings, "nova"),
        {
            "DEFAULT": {
                "transport_url": "fake://",
                "state_path": folder(settings, "nova"),
                "host": "minicloud",
                "compute_driver": "minicloud.SizedFakeDriver",
                # There is no agent to report that a port is plugged.
                "vif_plugging_is_fatal": "false",
                "vif_plugging_timeout": 0,
                "block_device_allocate_retries_interval": 1,
                "report_interval": 30,
                # A service counts as up even after a long sleep of its process.
                "service_down_time": 100000,
            },
            "api_database": database(settings, "nova_api"),
            "database": database(settings, "nova"),
            "wsgi": {"api_paste_config": PACKAGE_DATA / "nova/api-paste.ini"},
            # Checking its own answers helps only those who develop Nova.
            "api": {"response_validation": "ignore"},
            # Nova's default of 20 cores is too small for the samples; 40 leaves room for them
            # and still refuses a 48-core flavor.
            "quota": {"instances": 30, "cores": 40, "ram": 131072, "server_groups": 30},
            "scheduler": {
                "discover_hosts_in_cells_interval": 2,
                # Without it the image's architecture does not matter to Placement.
                "image_metadata_prefilter": "true",
            },
            "glance": {"region_name": REGION},
            "neutron": credentials(settings, "neutron"),
            "placement": credentials(settings, "placement"),
            "cinder": without(credentials(settings, "nova"), "region_name")
            | {"os_region_name": REGION},
            "service_user": credentials(settings, "nova") | {"send_service_user_token": "true"},
            "minicloud": {"hosts": HOSTS},
        },
    )


def neutron(settings: Settings) -> Sections:
    return merge(
        common(settings, "neutron"),
        {
            "DEFAULT": {
                "core_plugin": "ml2",
                "service_plugins": "router",
                "transport_url": "fake://",
                "state_path": folder(settings, "neutron"),
                "api_paste_config": PACKAGE_DATA / "neutron/api-paste.ini",
                # A fifth of all work is to notify agents of changes, and there are none.
                "rpc_workers": 0,
                "notify_nova_on_port_status_changes": "false",
                "notify_nova_on_port_data_changes": "false",
                "host": "minicloud",
            },
            "database": database(settings, "neutron"),
            # A cluster takes one router and two security groups of Neutron's default ten.
            "quotas": {
                "quota_security_group": 60,
                "quota_security_group_rule": 600,
                "quota_router": 30,
            },
            "ml2": {
                "type_drivers": "flat,vlan,vxlan,local",
                "project_network_types": "vxlan",
                "mechanism_drivers": "minicloud",
                "extension_drivers": "port_security",
            },
            "ml2_type_flat": {"flat_networks": "*"},
            "ml2_type_vxlan": {"vni_ranges": "1:5000"},
        },
    )


def cinder(settings: Settings) -> Sections:
    data = PACKAGE_DATA / "cinder"
    return merge(
        common(settings, "cinder"),
        {
            "DEFAULT": {
                "transport_url": "fake://",
                "state_path": folder(settings, "cinder"),
                "enabled_backends": "fake",
                "scheduler_driver_init_wait_time": 1,
                "quota_volumes": 40,
                "quota_gigabytes": 2000,
                "default_volume_type": DEFAULT_VOLUME_TYPE,
                "scheduler_default_filters": "AvailabilityZoneFilter,CapacityFilter,"
                "CapabilitiesFilter",
                "enable_force_upload": "true",
                "glance_api_servers": settings.root_url("glance"),
                "service_down_time": 100000,
                "allow_availability_zone_fallback": "true",
                "periodic_fuzzy_delay": 0,
                "api_paste_config": data / "api-paste.ini",
                "resource_query_filters_file": data / "resource_filters.json",
                "host": "minicloud",
            },
            "database": database(settings, "cinder"),
            "fake": {
                "volume_driver": "minicloud.drivers.volume_backend.EmptyVolumeDriver",
                "volume_backend_name": "fake",
            },
            "coordination": {"backend_url": f"file://{folder(settings, 'cinder')}"},
            "key_manager": {"backend": "cinder.keymgr.conf_key_mgr.ConfKeyManager"},
            "service_user": credentials(settings, "cinder") | {"send_service_user_token": "true"},
            "nova": credentials(settings, "nova"),
        },
    )


def octavia(settings: Settings) -> Sections:
    return merge(
        common(settings, "octavia"),
        {
            "DEFAULT": {
                "transport_url": "fake://",
                "state_path": folder(settings, "octavia"),
                "host": "minicloud",
            },
            "api_settings": {
                "enabled_provider_drivers": "minicloud:Load balancers without amphorae",
                "default_provider_driver": "minicloud",
            },
            "controller_worker": {"network_driver": "allowed_address_pairs_driver"},
            "database": database(settings, "octavia"),
            "quotas": {"default_load_balancer_quota": 20},
            "service_auth": credentials(settings, "octavia"),
            "neutron": credentials(settings, "octavia"),
        },
    )


CONFIGS: dict[str, tuple[str, Callable[[Settings], Sections]]] = {
    "keystone": ("keystone.conf", keystone),
    "magnum": ("magnum.conf", magnum),
    # These four look for a file of a fixed name in a folder of their own.
    "glance": ("glance/glance-api.conf", glance),
    "placement": ("placement/placement.conf", placement),
    "nova": ("nova/nova.conf", nova),
    "neutron": ("neutron/neutron.conf", neutron),
    "cinder": ("cinder.conf", cinder),
    "octavia": ("octavia.conf", octavia),
}


def path(settings: Settings, service: str) -> Path:
    return settings.etc / CONFIGS[service][0]


def write(settings: Settings, service: str) -> Path:
    """Write the service's configuration file and return its path."""
    target = path(settings, service)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(render(CONFIGS[service][1](settings)))
    if service == "nova":  # Nova reads it beside nova.conf, whatever [wsgi] contains
        shutil.copy(PACKAGE_DATA / "nova/api-paste.ini", target.parent / "api-paste.ini")
    return target


def render(sections: Sections) -> str:
    """Return the text of an oslo.config file.

    >>> print(render({"a": {"b": 1}}), end="")
    [a]
    b = 1
    """
    lines = []
    for section, options in sections.items():
        lines.append(f"[{section}]")
        lines += [f"{name} = {value}" for name, value in options.items()]
    return "\n".join(lines) + "\n"


def merge(*parts: Sections) -> Sections:
    """Merge the sections of several parts; a later option wins."""
    merged: Sections = {}
    for part in parts:
        for section, options in part.items():
            merged[section] = merged.get(section, {}) | options
    return merged


def without(options: dict[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in options.items() if key != name}


def folder(settings: Settings, name: str) -> Path:
    made = settings.data / name
    made.mkdir(parents=True, exist_ok=True)
    return made
