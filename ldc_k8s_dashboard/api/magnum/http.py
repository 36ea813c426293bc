# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""python-magnumclient's HTTP client without its faults.

All of them are in the one method with which it sends a request (magnumclient 5.0.0,
common/httpclient.py, SessionClient._http_request):

- an error with a Retry-After header, 413 aside, ends in a TypeError;
- an error document of an unforeseen shape ends in IndexError, KeyError or
  AttributeError, and of the known ones only the title is kept, which Magnum
  cuts at the first full stop;
- a success that is not JSON comes back as None or as bytes and fails later.

So this class sends the request itself and raises ServiceError.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import requests
from django.core.cache import cache
from keystoneauth1 import exceptions as ksa_exceptions
from magnumclient.common.httpclient import SessionClient

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.transport import attribution, signed_out
from ldc_k8s_dashboard.api.transport.errors import (
    error_from_response,
    malformed,
    service_error_from,
)
from ldc_k8s_dashboard.api.transport.session import DashboardSession
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.service_names import MAGNUM

SERVICE_TYPE = "container-infra"

Version = tuple[int, int]

WANTED: Version = (1, 14)
"""The microversion for which this dashboard is written (node labels and taints)."""
OLDEST: Version = (1, 1)

# Bounded: Python converts no more than 4,300 digits to an int.
_VERSION = re.compile(r"\b([0-9]{1,4})\.([0-9]{1,4})$")
_VERSION_IN_PATH = re.compile(r"/v[0-9]{1,4}/?$")

_HEADER = "OpenStack-API-Version"
_HEADER_MAXIMUM = "OpenStack-API-Maximum-Version"


def parse_version(value: object) -> Version | None:
    """Return (1, 14) for "1.14" or "container-infrastructure-management 1.14", else None."""
    match = _VERSION.search(value.strip()) if isinstance(value, str) else None
    return (int(match[1]), int(match[2])) if match else None


def _version_text(version: Version) -> str:
    return f"{version[0]}.{version[1]}"


class MagnumHTTP(SessionClient):  # type: ignore[misc]
    """Sends magnumclient's requests, at the microversion that both sides know.

    The first request asks for 1.14.  An older Magnum answers 406 and names its newest
    version.  Django's cache holds that for some minutes, by endpoint, so not every page
    has to find it out.
    """

    def __init__(self, session: DashboardSession) -> None:
        try:
            endpoint = session.get_endpoint(service_type=SERVICE_TYPE)
        except ksa_exceptions.ClientException as exc:
            raise service_error_from(exc, MAGNUM) from exc
        if not endpoint:
            raise ServiceError(MAGNUM, FailureKind.NOT_OFFERED)
        super().__init__(session=session, endpoint_override=endpoint, service_type=SERVICE_TYPE)
        digest = hashlib.sha256(endpoint.encode()).hexdigest()[:32]
        self._cache_key = f"ldc_k8s_dashboard:magnum:{digest}"
        self._version: Version | None = None

    # --- microversion ---

    def _known(self) -> Version | None:
        if self._version is None:
            self._version = parse_version(cache.get(self._cache_key))
        return self._version

    def _remember(self, version: Version) -> None:
        if version != self._version:
            self._version = version
            cache.set(
                self._cache_key, _version_text(version), conf.number("microversion_cache_seconds")
            )

    @property
    def microversion(self) -> Version:
        """The version in use; reads the root document where no request was answered before."""
        version = self._known()
        if version is None:
            version = min(WANTED, self._offered())
            self._remember(version)
        return version

    def _offered(self) -> Version:
        """Return the newest version in the root document, which needs no token.

        A Magnum from before microversions names none: 1.1.
        """
        root = _VERSION_IN_PATH.sub("", self.endpoint_override) + "/"
        response = self._send(root, "GET", {}, {"authenticated": False})
        if response.status_code >= 400:
            raise error_from_response(response, MAGNUM)
        document = self._document(response)
        versions = document.get("versions") if isinstance(document, Mapping) else None
        if not isinstance(versions, list):
            raise malformed(MAGNUM, "The root document names no versions.", response)
        offers = [
            parse_version(entry.get("max_version"))
            for entry in versions
            if isinstance(entry, Mapping)
        ]
        return max((offer for offer in offers if offer), default=OLDEST)

    def _fall_back(self, response: requests.Response, requested: Version) -> Version | None:
        """Return the version to use after a 406; None where the 406 is about something else."""
        offered = parse_version(response.headers.get(_HEADER_MAXIMUM))
        if offered is None:
            try:
                errors = response.json()["errors"]
                offered = parse_version(errors[0]["max_version"])
            except (ValueError, LookupError, TypeError):
                offered = self._offered()
        version = min(WANTED, offered or OLDEST)
        return version if version != requested else None

    # --- sending ---

    def _send(
        self, url: str, method: str, headers: Mapping[str, str], options: Mapping[str, Any]
    ) -> requests.Response:
        attribution.record(MAGNUM)
        try:
            response: requests.Response = self.session.request(
                url,
                method,
                headers=dict(headers),
                endpoint_override=self.endpoint_override,
                raise_exc=False,
                **options,
            )
        except Exception as exc:
            raise service_error_from(exc, MAGNUM) from exc
        return response

    def _http_request(self, url: str, method: str, **kwargs: Any) -> requests.Response:
        headers = {str(name): str(value) for name, value in kwargs.pop("headers", {}).items()}
        # A path like /v1/clusters, under whatever prefix the catalog's endpoint has.
        path = url.removeprefix("/v1")
        known = self._known()
        requested = known or WANTED
        headers[_HEADER] = f"{SERVICE_TYPE} {_version_text(requested)}"
        response = self._send(path, method, headers, kwargs)
        if response.status_code == 406:
            # Refused before anything was done, so a POST can be sent again too.
            version = self._fall_back(response, requested)
            if version is not None:
                self._remember(version)
                headers[_HEADER] = f"{SERVICE_TYPE} {_version_text(version)}"
                response = self._send(path, method, headers, kwargs)
        elif known is None:
            answered = parse_version(response.headers.get(_HEADER))
            if answered is not None and answered <= WANTED:
                self._remember(answered)
        if response.status_code >= 400:
            error = error_from_response(response, MAGNUM)
            signed_out.check(error, self.session)
            raise error
        if response.content:
            self._document(response)
        return response

    def _document(self, response: requests.Response) -> Any:
        """Return the JSON of a success; MALFORMED where it is not JSON or was cut off."""
        try:
            if response.status_code < 300:
                return response.json()
        except ValueError:
            pass
        start = response.text[:300]
        raise malformed(MAGNUM, f"HTTP {response.status_code}, not JSON: {start}", response)

    def json_request(self, method: str, url: str, **kwargs: Any) -> tuple[requests.Response, Any]:
        """Return the answer and its JSON, None where it has no body; ServiceError otherwise.

        magnumclient's own method reads the JSON by the Content-Type only.
        """
        if "body" in kwargs:
            kwargs["json"] = kwargs.pop("body")
        headers = {"Accept": "application/json", **kwargs.pop("headers", {})}
        response = self._http_request(url, method, headers=headers, **kwargs)
        return response, response.json() if response.content else None

    def need(self, version: Version, feature: Message) -> None:
        """Raise ServiceError NOT_OFFERED where this Magnum is too old for `feature`."""
        if self.microversion < version:
            raise ServiceError(
                MAGNUM,
                FailureKind.NOT_OFFERED,
                message(
                    "The Magnum of this cloud is too old for %(feature)s: it offers version "
                    "%(offered)s of its API, and %(needed)s is needed. The operator of this cloud "
                    "can upgrade Magnum.",
                    feature=feature,
                    offered=_version_text(self.microversion),
                    needed=_version_text(version),
                ),
            )
