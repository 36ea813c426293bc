# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What reads outside text takes time in proportion to it, as SECURITY.md says.

`re` holds Python's interpreter: a pattern that takes a second stops everybody's pages of that
worker for a second.  So each pattern of the plugin is found here and tried with texts that are
made from it: what a repeat is followed by, and what it repeats, again and again, with an end
that does not match.  Twice the text may take twice the time, not four times.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

import pytest

import ldc_k8s_dashboard
from ldc_k8s_dashboard.api.magnum.calls import is_changing_row
from ldc_k8s_dashboard.api.transport.error_text import error_text_of
from ldc_k8s_dashboard.api.transport.errors import failure_kind_of
from ldc_k8s_dashboard.domain.access.credentials import (
    check_lifetime,
    check_namespace,
    kubeconfig_credentials,
)
from ldc_k8s_dashboard.domain.access.csr import (
    LONGEST_PEM,
    CertificateRequestError,
    openssl_command,
    read_certificate_request,
)
from ldc_k8s_dashboard.domain.access.kubeconfig import kubeconfig_file_name
from ldc_k8s_dashboard.domain.cidrs import CidrError, read_addresses, read_cidrs
from ldc_k8s_dashboard.domain.cloud_resources import ApplicationCredential
from ldc_k8s_dashboard.domain.clusters.failure_reason import first_reason
from ldc_k8s_dashboard.domain.clusters.names import check_cluster_name, check_template_name
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.labels.catalogue import CATALOGUE
from ldc_k8s_dashboard.domain.labels.text import (
    LONGEST_LABELS_TEXT,
    LabelError,
    format_labels,
    parse_labels,
)
from ldc_k8s_dashboard.domain.launch.public_key import check_public_key
from ldc_k8s_dashboard.domain.launch.rejected_field import rejected_field
from ldc_k8s_dashboard.domain.redaction import clean, redact
from ldc_k8s_dashboard.domain.templates.versions import KubernetesVersion
from ldc_k8s_dashboard.domain.yaml_text import dump
from tests.docs.checkout import CHECKOUT, files, shown
from tests.unit.clusters.states import cluster

LENGTH = 100_000
"""Characters of the longest text: a description in Keystone has no limit of its own."""

STEEPEST = 3.0
"""Twice the text takes twice the time; a loop within a loop takes four times as long."""

PATIENCE = 20.0
"""Processor seconds after which a text is given up: then the time has no proportion at all."""

READ_WHERE_THEY_ARE_MADE = {"ldc_k8s_dashboard/domain/labels/label.py: fullmatch"}
"""Calls of `re` with a pattern that no constant holds: a label's own, found in the catalogue."""

Pattern = re.Pattern[str]
Measured = Callable[[str], object]

_ALPHABET = ("a", "0", " ", "-", *map(chr, range(256)), "\ud800")
"""Where a set's character is looked for; the first are in most sets that stand side by side."""

_METHODS = ("fullmatch", "match", "search", "split", "sub", "finditer", "findall")


# --- finding the patterns ---


def modules() -> Iterator[Any]:
    """Import every module of the plugin."""
    yield ldc_k8s_dashboard
    for package in pkgutil.walk_packages(ldc_k8s_dashboard.__path__, "ldc_k8s_dashboard."):
        yield importlib.import_module(package.name)


def patterns_in(value: Any) -> Iterator[Pattern]:
    """Yield the patterns in a constant, also in the tuples and dictionaries within it."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list | set | frozenset):
        for part in value:
            yield from patterns_in(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from patterns_in(part)


@cache
def use_of(module: str, name: str) -> str:
    """Return the method by which a module uses its pattern: "search" in a loop over several."""
    text = (CHECKOUT / module.replace(".", "/")).with_suffix(".py")
    source = text.read_text() if text.exists() else ""
    used = [method for method in _METHODS if f"{name}.{method}(" in source]
    return used[0] if len(used) == 1 else "search"


def all_patterns() -> dict[str, tuple[Pattern, str]]:
    """Return each pattern once, with how it is used, by where it stands."""
    patterns: dict[str, tuple[Pattern, str]] = {}
    known: set[int] = set()
    for module in modules():
        for name, value in sorted(vars(module).items()):
            for index, pattern in enumerate(patterns_in(value)):
                if id(pattern) not in known:
                    known.add(id(pattern))
                    use = use_of(module.__name__, name)
                    patterns[f"{module.__name__}.{name}[{index}]"] = pattern, use
    for label in CATALOGUE.labels.values():
        if label.pattern:
            patterns[f"label {label.name}"] = re.compile(label.pattern), "fullmatch"
    return patterns


def calls_of_re() -> Iterator[tuple[str, str, int]]:
    """Yield file, method and depth of each call `re.method(...)`; 0 is a module's own level."""
    for path in files(".py"):
        if not path.is_relative_to(CHECKOUT / "ldc_k8s_dashboard"):
            continue
        tree = ast.parse(path.read_text())
        inner = {
            node
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for node in ast.walk(function)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
            ):
                yield shown(path), node.func.attr, int(node in inner)


# --- the worst texts of a pattern ---


def sample(tokens: Any, state: Any, flags: int) -> str:
    """Return a short text that a part of a parsed pattern matches."""
    return "".join(_sample_of(operation, argument, state, flags) for operation, argument in tokens)


def _sample_of(operation: Any, argument: Any, state: Any, flags: int) -> str:
    if operation is _constants.LITERAL:
        return chr(argument)
    if operation in (_constants.IN, _constants.NOT_LITERAL, _constants.ANY):
        token = _parser.SubPattern(state, [(operation, argument)])
        single = _compiler.compile(token, flags)
        return next(char for char in _ALPHABET if single.fullmatch(char))
    if operation in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
        least, _most, body = argument
        return sample(body, state, flags) * max(least, 1)
    inner = {_constants.SUBPATTERN: 3, _constants.ATOMIC_GROUP: slice(None)}.get(operation)
    if inner is not None:
        return sample(argument[inner], state, flags)
    return sample(argument[1][0], state, flags) if operation is _constants.BRANCH else ""


def pieces_and_starts(
    tokens: Any, state: Any, flags: int, before: str = ""
) -> set[tuple[str, str]]:
    """Return (start, piece) for each repeat: of a text with one start and many pieces."""
    result: set[tuple[str, str]] = set()
    tokens = list(tokens)
    for index, (operation, argument) in enumerate(tokens):
        start = before + sample(tokens[:index], state, flags)
        rest = sample(tokens[index + 1 :], state, flags)
        if operation in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            body = sample(argument[2], state, flags)
            pieces = {
                body,
                rest,
                rest[:-1],
                rest[:1],
                start,
                start + body,
                start + body + rest[:-1],
            }
            result |= {(start, piece) for piece in pieces} | {("", piece) for piece in pieces}
            result |= pieces_and_starts(argument[2], state, flags, start)
        elif operation is _constants.SUBPATTERN:
            result |= pieces_and_starts(argument[3], state, flags, start)
        elif operation is _constants.BRANCH:
            for branch in argument[1]:
                result.add((start, sample(branch, state, flags) + rest))
                result |= pieces_and_starts(branch, state, flags, start)
    whole = sample(tokens, state, flags)
    return result | {("", whole), ("", whole[:-1])}


def texts_of(pattern: Pattern) -> list[tuple[str, str, str]]:
    """Return the start, the piece and the end of each text to try; the ends match nothing much."""
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    shapes = pieces_and_starts(tree, tree.state, tree.state.flags)
    return [
        (start, piece, end) for start, piece in sorted(shapes) if piece for end in ("\n\x00", "!")
    ]


def text(start: str, piece: str, end: str, length: int) -> str:
    return start + piece * (length // len(piece)) + end


# --- measuring ---


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Interrupt what takes the processor longer; `re` looks for signals while it searches."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, interrupt)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def seconds_of(measured: Measured, outside: str, times: int) -> float:
    """Return the processor time of the fastest of several runs."""
    fastest = float("inf")
    for _ in range(times):
        began = time.thread_time()
        measured(outside)
        fastest = min(fastest, time.thread_time() - began)
    return fastest


def steepness(measured: Measured, shape: tuple[str, str, str], length: int) -> float:
    """Return how much longer `length` takes than half of it: 2 is linear, 4 quadratic.

    The smallest of some measurements counts, since another process can only add to one.
    """
    smallest = float("inf")
    for _ in range(5):
        half = seconds_of(measured, text(*shape, length // 2), 2)
        full = seconds_of(measured, text(*shape, length), 2)
        smallest = min(smallest, full / max(half, 1e-6))
        if smallest < STEEPEST:
            break
    return smallest


def check(
    measured: Measured,
    shapes: list[tuple[str, str, str]],
    *,
    longest: int = LENGTH,
    seconds: float = PATIENCE,
) -> list[str]:
    """Return what is wrong with the first of the slowest texts that is not linear.

    Short texts come first: what is quadratic shows there too, and fails sooner.
    """
    timed: list[tuple[float, tuple[str, str, str]]] = []
    try:
        with patience(seconds):
            for shape in shapes:
                timed.append((seconds_of(measured, text(*shape, longest // 50), 2), shape))
            for length in (longest // 20, longest):
                for _, shape in sorted(timed, reverse=True)[:3]:
                    ratio = steepness(measured, shape, length)
                    if ratio >= STEEPEST:
                        return [f"{shape!r}: twice the text takes {ratio:.1f} times as long"]
    except TimeoutError:
        return [f"{shape!r} takes no end of time"]
    return []


def using(pattern: Pattern, method: str) -> Measured:
    """Return the call that uses a pattern, up to its last match in the text."""
    if method == "sub":
        return lambda outside: pattern.sub("", outside)
    if method in ("search", "finditer", "findall"):
        return pattern.findall
    return getattr(pattern, method)  # type: ignore[no-any-return]


# --- tests ---


def test_each_pattern_is_a_constant_of_its_module() -> None:
    """So that they can be found; Python would compile the others anew after its cache is full."""
    elsewhere = {
        f"{where}: {method}"
        for where, method, depth in calls_of_re()
        if method != "escape" and (method != "compile" or depth)
    }
    assert elsewhere == READ_WHERE_THEY_ARE_MADE


PATTERNS = all_patterns()


def test_patterns_are_found() -> None:
    written = sum(method == "compile" for _, method, _ in calls_of_re())
    assert written <= len(PATTERNS)


@pytest.mark.parametrize("where", PATTERNS)
def test_each_pattern_takes_linear_time(where: str) -> None:
    pattern, method = PATTERNS[where]
    assert check(using(pattern, method), texts_of(pattern)) == []


@pytest.mark.parametrize(
    ("quadratic", "method"),
    [
        ("a.*b", "search"),
        (r"x(?P<name>.*) \([0-9a-f-]{36}\)", "search"),
        (r"[ab]+$", "search"),
        (r"k \((.*) \((.*)\)x", "fullmatch"),
        (r"(a+)+c", "fullmatch"),
    ],
)
def test_a_pattern_that_takes_longer_is_noticed(quadratic: str, method: str) -> None:
    pattern = re.compile(quadratic, re.DOTALL)
    assert check(using(pattern, method), texts_of(pattern), seconds=3) != []


PIECES = (
    *("a", "A", "1", " ", "\n", "\r\n", ",", "=", "-", ".", ":", "/", "<", "[", "\\", "é", "\x00"),
    *("a ", "a\n", "1.", "a=,", "a=b\n", "a,b=c,", '"', '\\"', "'/", "{$", "${", "\ud800", "://a:"),
    *("token", "token=", "--token ", 'password="', "authorization: ", "bearer ", "eyJ", "gAAAA"),
    *("<head>", "<script>", '{"a":', '{"errors": [', "Traceback (most recent call last):\n"),
    *(
        "Message: ",
        "Message: x, Code",
        "Resource a failed: ",
        "image ",
        "exceed ",
        "invalid input ",
    ),
    *("-----BEGIN PRIVATE KEY-----", "-----BEGIN CERTIFICATE REQUEST-----", "PRIVATE KEY"),
    *("Kubeconfig (a) of cluster ", f"Kubeconfig (a) of cluster a ({'0' * 36}) in region "),
    *("10.0.0.0/8,", "fe80::1%", "ssh-ed25519 ", "v1.2.3-", "u:password@"),
)
"""What a text can consist of; each reader gets each of them."""


def read_labels(outside: str) -> object:
    try:
        return format_labels(parse_labels(outside))
    except LabelError as error:
        return error


def read_networks(outside: str) -> object:
    try:
        return read_cidrs(outside), read_addresses(outside)
    except CidrError as error:
        return error


def read_request(outside: str) -> object:
    try:
        return read_certificate_request(outside)
    except CertificateRequestError as error:
        return error


def credential(outside: str) -> ApplicationCredential:
    return ApplicationCredential(
        "id", "k8s-12345678-x", f"Kubeconfig (script) of cluster {outside}", "p", (), None
    )


def error(outside: str) -> ServiceError:
    return ServiceError("Magnum", FailureKind.INVALID, raw=outside, status=400)


READERS: dict[str, tuple[Measured, int]] = {
    "redact": (redact, LENGTH),
    "clean": (clean, LENGTH),
    "error text": (error_text_of, LENGTH),
    "error": (error, LENGTH),
    "kind of error": (lambda outside: failure_kind_of(403, outside), LENGTH),
    "changing row": (lambda outside: is_changing_row(error(outside)), LENGTH),
    "rejected field": (lambda outside: rejected_field(error(outside), {}), LENGTH),
    "reason of a failure": (
        lambda outside: first_reason(cluster("CREATE_FAILED", status_reason=outside)),
        LENGTH,
    ),
    "credentials": (lambda outside: kubeconfig_credentials([credential(outside)]), LENGTH),
    "labels": (read_labels, LONGEST_LABELS_TEXT - 10),
    "networks": (read_networks, LENGTH),
    "certificate request": (read_request, LONGEST_PEM - 10),
    "public key": (check_public_key, LENGTH),
    "name of a cluster": (check_cluster_name, LENGTH),
    "name of a template": (check_template_name, LENGTH),
    "lifetime": (lambda outside: check_lifetime(outside, 30), LENGTH),
    "namespace": (check_namespace, LENGTH),
    "version": (KubernetesVersion.parse, LENGTH),
    "YAML": (lambda outside: dump({"name": outside}), LENGTH),
    "file name": (kubeconfig_file_name, LENGTH),
    "openssl's line": (lambda outside: openssl_command(outside, outside), LENGTH),
}
"""The readers of outside text, with the longest text that each reads at all."""


@pytest.mark.parametrize("reader", READERS)
def test_readers_of_outside_text_take_linear_time(reader: str) -> None:
    read, longest = READERS[reader]
    shapes = [("", piece, end) for piece in PIECES for end in ("", "!")]
    assert check(read, shapes, longest=longest) == []
