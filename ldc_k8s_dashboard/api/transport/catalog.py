# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Addresses of the services and regions, from the catalog that Keystone sent at login."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from keystoneauth1 import exceptions as ksa_exceptions
from keystoneauth1.access.service_catalog import ServiceCatalogV3

from ldc_k8s_dashboard.api.transport.login import Login

# The API version of each service, for catalog entries that name none (http://glance:9292,
# https://cloud/networking).  Entries with a version are kept.
_VERSIONS = {
    "container-infra": "v1",
    "identity": "v3",
    "image": "v2",
    "network": "v2.0",
    "compute": "v2.1",
    "block-storage": "v3",
    "load-balancer": "v2.0",
}
_VERSION_PART = re.compile(r"/v([0-9]{1,4})(?:\.([0-9]{1,4}))?(?=/|$)")


def versioned(service_type: str, url: str) -> str:
    """Return a catalog URL with the version in its path, under any path prefix."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    version = _VERSIONS.get(service_type)
    if service_type == "identity" and path.endswith("/v2.0"):
        # Catalogs kept this entry for years after version 2 was removed.
        path = path.removesuffix("/v2.0")
    if service_type == "load-balancer" and path.endswith("/v2"):
        # Octavia answers to both; openstacksdk adds v2.0 to what does not end in it
        # (openstack/config/cloud_region.py `_get_hardcoded_endpoint`).
        path += ".0"
    if version and not _VERSION_PART.search(path):
        path = f"{path}/{version}"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def version_in(url: str) -> tuple[int, int] | None:
    """Return the API version in the path of a URL, such as (2, 1); None without one."""
    match = _VERSION_PART.search(urlsplit(url).path)
    return (int(match[1]), int(match[2] or 0)) if match else None


def catalog_of(login: Login) -> ServiceCatalogV3:
    """Return the login's catalog for `catalog_url`."""
    return ServiceCatalogV3([dict(entry) for entry in login.catalog])


def catalog_url(
    catalog: ServiceCatalogV3, service_type: str, interface: str, region: str | None
) -> str | None:
    """Return the URL in the catalog, of any region where none is given; None without an entry."""
    try:
        url: str | None = catalog.url_for(
            service_type=service_type, interface=interface, region_name=region
        )
    except ksa_exceptions.CatalogException:
        return None
    return url


def public_identity_url(login: Login) -> str:
    """Return Keystone's public address with its version: "https://cloud:5000/v3".

    It is the catalog's public one in the login's region, else in any region; without
    one, the address at which Horizon signed the user in.  Unlike the session's endpoints
    it ignores OPENSTACK_ENDPOINT_TYPE: files for users must not hold internal addresses.
    """
    catalog = catalog_of(login)
    for region in (login.region or None, None):
        url = catalog_url(catalog, "identity", "public", region)
        if url:
            return versioned("identity", url)
    return versioned("identity", login.auth_url) if login.auth_url else ""


def public_url(login: Login, service_type: str) -> str:
    """Return a service's public address with its version; "" where the catalog has none.

    For files that users download: see `public_identity_url`.
    """
    url = catalog_url(catalog_of(login), service_type, "public", login.region or None)
    return versioned(service_type, url) if url else ""


def regions_of(login: Login) -> frozenset[str]:
    """Return the regions of the login's catalog without those of Keystone, as Horizon does.

    One Keystone can serve several regions under the name of another (openstack_auth/user.py
    `available_services_regions`).
    """
    return frozenset(
        str(region)
        for entry in login.catalog
        if entry.get("type") != "identity"
        for endpoint in entry.get("endpoints") or ()
        if (region := endpoint.get("region_id") or endpoint.get("region"))
    )


def region_of(login: Login) -> str:
    """Return the login's region: the chosen one, else the only one, else ""."""
    regions = regions_of(login)
    return login.region or (next(iter(regions)) if len(regions) == 1 else "")
