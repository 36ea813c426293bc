# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Makes independent calls at once; each answer is a value or an error of its own."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures import wait as wait_for
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from django.utils.translation import gettext_lazy

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.transport import attribution, deadline, request_sessions
from ldc_k8s_dashboard.api.transport.attribution import Attribution
from ldc_k8s_dashboard.api.transport.errors import service_error_from
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError, SignedOut

log = logging.getLogger(__name__)

T = TypeVar("T")
D = TypeVar("D")


@dataclass(frozen=True)
class Answer(Generic[T]):
    """The answer of one call: `value`, or `error` with `value` None.

    Neither is there yet where it is `late`: the page is shown without it, and asks again.
    """

    value: T | None = None
    error: ServiceError | None = None
    late: bool = False

    @property
    def ok(self) -> bool:
        return self.error is None and not self.late

    def or_else(self, default: D) -> T | D:
        """Return the value, or `default` where the call failed or is late."""
        return self.value if self.ok else default  # type: ignore[return-value]


class Gathered(Mapping[str, Answer[Any]]):
    """The answers by the names of the calls: `gathered["flavors"]`."""

    def __init__(self, answers: Mapping[str, Answer[Any]]) -> None:
        self._answers = dict(answers)

    def __getitem__(self, name: str) -> Answer[Any]:
        return self._answers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)

    @property
    def late(self) -> bool:
        """Whether an answer is not there yet."""
        return any(answer.late for answer in self._answers.values())

    def need(self, name: str) -> Any:
        """Return the value of a call that the page cannot do without; raises its error."""
        answer = self._answers[name]
        if answer.error is not None:
            raise answer.error
        return answer.value


_THE_CLOUD = gettext_lazy("The cloud")


def _service_of(attributed: Attribution) -> str:
    """Return the service that a call asked last; "The cloud" before it asked any."""
    return attributed.service or cast(str, _THE_CLOUD)


def _answer(name: str, call: Callable[[], Any], attributed: Attribution) -> Answer[Any]:
    began = time.monotonic()
    try:
        with attribution.attributing_to(attributed):
            return Answer(call())
    except ServiceError as error:
        log.info(
            "%s: %s is %s after %.1f s, request %s",
            name,
            error.service,
            error.kind.value,
            time.monotonic() - began,
            error.request_id or "-",
        )
        return Answer(error=error)
    except SignedOut:
        raise
    except Exception as exc:
        # A fault of ours, or an answer that was not foreseen: it costs this part of the page
        # only, and the log shows where it happened.
        log.exception("%s failed", name)
        return Answer(error=service_error_from(exc, _service_of(attributed)))


def _answer_until(
    ends: float, name: str, call: Callable[[], Any], attributed: Attribution
) -> Answer[Any]:
    with deadline.until(ends):
        return _answer(name, call, attributed)


def _threads(calls: Collection[str]) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(
        max_workers=min(len(calls), conf.number("gather_threads")),
        thread_name_prefix="gather",
    )


class Gathering:
    """Calls that `begin` has started; `wait` returns their answers.

    The caller can do something else in the meantime. Calls that are never waited for
    end by themselves.
    """

    def __init__(self, calls: Mapping[str, Callable[[], Any]]) -> None:
        self._calls = dict(calls)
        # A call that is gathered itself is not waited for longer than its gathering is.
        self._ends = deadline.earliest(time.monotonic() + conf.seconds("gather_deadline"))
        self._attributions = {name: attribution.new_attribution() for name in calls}
        self._futures: dict[str, Future[Answer[Any]]] = {}
        if calls:
            threads = _threads(calls)
            self._futures = {
                name: threads.submit(
                    _answer_until,
                    self._ends,
                    name,
                    request_sessions.for_this_request(call),
                    self._attributions[name],
                )
                for name, call in calls.items()
            }
            # The threads end with the calls, whether or not the page waits for them.
            threads.shutdown(wait=False)

    def wait(self) -> Gathered:
        """Return the answers as `gather` does; raises SignedOut where a call raised it."""
        try:
            return Gathered({name: self._answer(name) for name in self._calls})
        finally:
            for future in self._futures.values():
                future.cancel()

    @property
    def names(self) -> Collection[str]:
        """The names of the calls."""
        return self._calls.keys()

    def so_far(self, names: Collection[str], within: float | None = None) -> Gathered:
        """Return the answers of these calls that come `within` these seconds; the others are late.

        Without `within` it waits for all of them as long as `wait` does.  After the
        deadline no call is late: one without an answer is a TIMEOUT error.  Raises
        SignedOut as `wait` does.
        """
        late: set[Future[Answer[Any]]] = set()
        if within is not None:
            calls = [self._futures[name] for name in names]
            late = wait_for(calls, timeout=max(0.0, within)).not_done
            if time.monotonic() >= self._ends:
                late = set()
        return Gathered(
            {
                name: Answer(late=True) if self._futures[name] in late else self._answer(name)
                for name in names
            }
        )

    def need(self, name: str) -> Any:
        """Return the value of one call, once it is there; raises its ServiceError."""
        answer = self._answer(name)
        if answer.error is not None:
            raise answer.error
        return answer.value

    def _answer(self, name: str) -> Answer[Any]:
        try:
            return self._futures[name].result(timeout=max(0.0, self._ends - time.monotonic()))
        except FutureTimeoutError:
            service = _service_of(self._attributions[name])
            log.info("%s: no answer from %s within the deadline", name, service)
            return Answer(error=ServiceError(service, FailureKind.TIMEOUT))


def begin(**calls: Callable[[], Any]) -> Gathering:
    """Start to read by all calls at once; the setting gather_deadline counts from now.

    Within a call of another gathering, the deadline of that one applies too.
    """
    return Gathering(calls)


def gather(**calls: Callable[[], Any]) -> Gathered:
    """Read by all calls at once, in threads, and wait as long as gather_deadline allows.

    The answer of a late call is a TIMEOUT error.  The call sends no further GET after
    the deadline (DashboardSession), so its thread ends by the read timeout of the
    present one.  Any exception becomes a ServiceError, except SignedOut: where a call
    raises it, so does this.

    Not for changes: the outcome of a late one would be lost (see each).
    """
    return begin(**calls).wait()


def each(calls: Mapping[str, Callable[[], Any]]) -> Gathered:
    """Make all these changes, some at a time, and wait for the outcome of each.

    There is no deadline beyond the read timeout of the session, since a change that
    has begun takes effect whether or not the page waits.  Where no answer comes, the
    error's `nothing_changed` is False.

    Raises SignedOut where the login ended before any change was made.  Where some were
    made, the answer of each later one is an error that says so: the user has to learn
    what was done before they sign in again.
    """
    if not calls:
        return Gathered({})
    with _threads(calls) as threads:
        futures = {
            name: threads.submit(
                _answer,
                name,
                request_sessions.for_this_request(call),
                attribution.new_attribution(),
            )
            for name, call in calls.items()
        }
    answers: dict[str, Answer[Any]] = {}
    ended: SignedOut | None = None
    for name, future in futures.items():
        try:
            answers[name] = future.result()
        except SignedOut as exc:
            ended = exc
            answers[name] = Answer(error=exc.as_rejection())
    if ended is not None and not any(answer.ok for answer in answers.values()):
        raise ended
    return Gathered(answers)
