# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The Kubernetes versions that the operator lists as certified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from ldc_k8s_dashboard.domain.templates.versions import KubernetesVersion


@dataclass(frozen=True)
class Certification:
    """Evidence that a version passed the conformance tests (the CNCF's list of results)."""

    url: str
    version: str
    """As the operator wrote it: a minor version, "v1.34", or an exact one."""


def read_certifications(setting: object) -> Mapping[str, str]:
    """Check the setting "certified_versions": {"v1.34": "https://..."}.

    Raises ValueError with a sentence for the operator.
    """
    if not isinstance(setting, Mapping):
        raise ValueError('It must be a dictionary such as {"v1.34": "https://..."}.')
    for version, url in setting.items():
        if not isinstance(version, str) or KubernetesVersion.parse(version) is None:
            raise ValueError(f'{version!r} is not a version such as "v1.34" or "v1.34.1".')
        if not isinstance(url, str) or not _is_web_address(url):
            raise ValueError(
                f"The evidence of {version} must be a web address (https:// or http://)."
            )
    return dict(setting)


def certification_of(
    setting: Mapping[str, str], version: KubernetesVersion | None
) -> Certification | None:
    """Return the evidence for a version: for the exact version, else for its minor version.

    A conformance result holds for a minor version with any patch and vendor's
    suffix, but not for an alpha, beta or release candidate.
    """
    if version is None:
        return None
    of_minor = None
    for text, url in setting.items():
        certified = KubernetesVersion.parse(text)
        if certified is None or not _is_web_address(url):
            continue
        if certified == version:
            return Certification(url, text)
        same_minor = (certified.major, certified.minor) == (version.major, version.minor)
        if certified.patch is None and not certified.suffix and same_minor:
            of_minor = Certification(url, text)
    return None if version.is_prerelease else of_minor


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"https", "http"} and bool(parts.netloc)
