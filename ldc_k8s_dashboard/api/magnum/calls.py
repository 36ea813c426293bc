# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The steps that every call to Magnum has in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import tenacity

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.transport.errors import malformed, service_error_from
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError, SignedOut
from ldc_k8s_dashboard.domain.service_names import MAGNUM

T = TypeVar("T")


MAX_LIMIT = 1000
"""The most rows in one answer of Magnum (its api.max_limit can be lower, never higher)."""

_INVALID_INPUT = re.compile(r"(?i)invalid input")
_FIELD_OF_NODES = re.compile(r"(?i)(?:master|node)_(?:count|addresses)")


def is_changing_row(error: BaseException) -> bool:
    """Check whether this is the 400 about a cluster that is just being created or deleted."""
    if not isinstance(error, ServiceError) or error.status != 400:
        return False
    start = _INVALID_INPUT.search(error.raw)
    return start is not None and _FIELD_OF_NODES.search(error.raw, start.end()) is not None


def retry_while_changing(call: Callable[..., T], *args: Any) -> T:
    """Call, and briefly retry while a cluster in the answer is being created or deleted."""
    retrying = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(conf.number("retry_times")),
        wait=tenacity.wait_fixed(conf.seconds("retry_wait")),
        retry=tenacity.retry_if_exception(is_changing_row),
        reraise=True,
    )
    return retrying(call, *args)


def rows_of(body: Any, key: str) -> list[Any]:
    """Return the list under `key` of a collection; MALFORMED where there is none."""
    rows = body.get(key) if isinstance(body, Mapping) else None
    if not isinstance(rows, list):
        raise malformed(MAGNUM, f'The answer has no list "{key}".')
    return rows


def path_with_query(path: str, **parameters: object) -> str:
    """Return a path with its parameters, without those that are None (magnumclient quotes none)."""
    given = {name: value for name, value in parameters.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path


def ask(call: Callable[..., Any], *args: Any, **fields: Any) -> Any:
    """Call magnumclient; any exception of its own becomes a ServiceError."""
    try:
        return call(*args, **fields)
    except (ServiceError, SignedOut):
        raise
    except Exception as exc:
        raise service_error_from(exc, MAGNUM) from exc


def document_of(resource: Any, what: str) -> Mapping[str, Any]:
    """Return the JSON of one of magnumclient's resources; MALFORMED where the answer was empty."""
    info = getattr(resource, "_info", None)
    if not isinstance(info, Mapping):
        raise malformed(MAGNUM, f"An empty answer where a {what} was expected.")
    return info


def path_segment(ident: str) -> str:
    """Return an id or name as one segment of a path: a slash or dot must not lead elsewhere."""
    if ident in ("", ".", ".."):
        raise ServiceError(MAGNUM, FailureKind.NOT_FOUND)
    return quote(ident, safe="")


def given_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that are not None, with merge_labels where there are labels.

    Without merge_labels Magnum replaces the labels of the template.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    if given.get("labels"):
        given["merge_labels"] = True
    else:
        given.pop("labels", None)
    return given


def json_patch(changes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a JSON-Patch: a value replaces, None removes.

    Magnum accepts no containers as values. It reads labels, node labels and taints as
    Python literals in a string (magnum/api/utils.py apply_jsonpatch).
    """
    return [
        {"op": "remove", "path": f"/{name}"}
        if value is None
        else {"op": "replace", "path": f"/{name}", "value": _patch_value(value)}
        for name, value in changes.items()
    ]


def _patch_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return repr(dict(value))
    if isinstance(value, list | tuple):
        return repr([dict(entry) if isinstance(entry, Mapping) else entry for entry in value])
    return value
