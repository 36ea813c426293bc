# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Which Kubernetes versions of this cloud are certified, as its operator says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from ldc_k8s_dashboard.domain.templates.versions import KubernetesVersion


@dataclass(frozen=True)
class Certification:
    """The evidence that a version passed the conformance tests (the CNCF's list of results)."""

    url: str
    version: str
    """As the operator wrote it: a minor version, "v1.34", or an exact one."""


def read_certifications(setting: object) -> Mapping[str, str]:
    """Check the setting "certified_versions": {"v1.34": "https://..."}.

    ValueError, with a sentence for the operator, for anything else.
    """
    if not isinstance(setting, Mapping):
        raise ValueError('It must be a dictionary such as {"v1.34": "https://..."}.')
    for version, url in setting.items():
        if not isinstance(version, str) or KubernetesVersion.parse(version) is None:
            raise ValueError(f'{version!r} is not a version such as "v1.34" or "v1.34.1".')
        if not isinstance(url, str) or not _is_web_address(url):
            raise ValueError(
                f"The evidence of {version} must be an address that begins with https:// or http://."
            )
    return dict(setting)


def certification_of(
    setting: Mapping[str, str], version: KubernetesVersion | None
) -> Certification | None:
    """The evidence for a version: that of its exact number before that of its minor version.

    A conformance result is of a minor version, whatever patch and vendor's
    suffix follow; alpha, beta and release candidate are never certified by it.
    """
    if version is None:
        return None
    minor = None
    for written, url in setting.items():
        known = KubernetesVersion.parse(written)
        if known is None or not _is_web_address(url):
            continue
        if known == version:
            return Certification(url, written)
        same_minor = (known.major, known.minor) == (version.major, version.minor)
        if known.patch is None and not known.suffix and same_minor:
            minor = Certification(url, written)
    return None if version.is_prerelease else minor


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"https", "http"} and bool(parts.netloc)
