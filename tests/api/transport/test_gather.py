# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Calls made at once: answers, failures, deadlines, lost logins."""

import threading
import time

import pytest

from ldc_k8s_dashboard.api.transport.gather import begin, each, gather
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError, SignedOut

SOON = 1.0
"""A deadline that passes soon, but is long enough for two busy processors."""


def failing(kind):
    def call():
        raise ServiceError("Nova", kind)

    return call


def errors_of(answers):
    return [answer.error for answer in answers.values() if answer.error]


def test_gather_returns_values_by_name():
    answers = gather(one=lambda: 1, two=lambda: "two")
    assert answers["one"].value == 1
    assert answers["two"].value == "two"
    assert answers["one"].ok
    assert list(answers) == ["one", "two"]


def test_gather_raises_for_an_unknown_name():
    with pytest.raises(KeyError):
        _ = gather(one=lambda: 1)["three"]


def test_gather_of_no_calls_is_empty():
    assert len(gather()) == 0


def test_gather_keeps_other_answers_beside_a_failure():
    answers = gather(good=lambda: 1, bad=failing(FailureKind.FORBIDDEN))
    assert answers["good"].value == 1
    assert answers["bad"].error.kind is FailureKind.FORBIDDEN
    assert answers["bad"].value is None
    assert answers["bad"].or_else("instead") == "instead"
    assert errors_of(answers) == [answers["bad"].error]


def test_gather_keeps_false_values():
    assert gather(none=lambda: 0)["none"].or_else(7) == 0


def test_gather_logs_a_fault_of_ours_as_an_error(caplog):
    answers = gather(good=lambda: 1, flavors=lambda: 1 / 0)
    assert answers["good"].ok
    assert answers["flavors"].error.kind is FailureKind.SERVICE_FAILED
    assert "ZeroDivisionError" in caplog.text


def test_gather_calls_at_the_same_time():
    meeting = threading.Barrier(4)
    answers = gather(**{f"call{at}": lambda: meeting.wait(timeout=10) for at in range(4)})
    assert all(answer.ok for answer in answers.values())


def test_begin_runs_while_the_caller_continues():
    started = threading.Event()
    released = threading.Event()

    def call():
        started.set()
        return released.wait(timeout=10)

    gathering = begin(page=call)
    assert started.wait(timeout=10), "the call starts only when it is waited for"
    released.set()
    assert gathering.wait()["page"].value is True


def test_gather_limits_its_threads(settings):
    settings.LDC_K8S_DASHBOARD = {"gather_threads": 2}
    meeting = threading.Barrier(3)
    answers = gather(**{f"call{at}": lambda: meeting.wait(timeout=0.1) for at in range(3)})
    assert not any(answer.ok for answer in answers.values()), "three calls met"


def test_gather_does_not_wait_for_a_late_answer(settings):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON}
    released = threading.Event()
    began = time.monotonic()
    try:
        answers = gather(late=lambda: released.wait(timeout=30), good=lambda: 1)
        assert time.monotonic() - began < 5
    finally:
        released.set()
    assert answers["late"].error.kind is FailureKind.TIMEOUT
    assert answers["good"].value == 1


def test_gather_keeps_answers_beside_a_late_one(settings):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON}
    released = threading.Event()
    try:
        answers = gather(a=lambda: released.wait(30), b=lambda: released.wait(30), z=lambda: "z")
    finally:
        released.set()
    assert answers["z"].value == "z"


def test_gather_makes_no_call_after_the_deadline(settings):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON, "gather_threads": 1}
    released, made = threading.Event(), []
    try:
        answers = gather(a=lambda: released.wait(30), b=lambda: made.append(1))
    finally:
        released.set()
    assert answers["b"].error.kind is FailureKind.TIMEOUT
    assert made == []


def signed_out():
    raise SignedOut("Magnum")


def test_gather_raises_signed_out_beside_other_answers():
    with pytest.raises(SignedOut):
        gather(good=lambda: 1, bad=failing(FailureKind.SERVICE_FAILED), ended=signed_out)


def test_gather_raises_signed_out_of_a_gather_inside():
    with pytest.raises(SignedOut):
        gather(outer=lambda: gather(inner=signed_out), good=lambda: 1)


def test_each_raises_signed_out_where_no_change_was_made():
    with pytest.raises(SignedOut):
        each({"bad": failing(FailureKind.CONFLICT), "ended": signed_out})


def test_each_reports_the_changes_made_before_the_login_ended():
    answers = each({"good": lambda: 1, "ended": signed_out})
    assert answers["good"].value == 1
    error = answers["ended"].error
    assert error.nothing_changed
    assert "Magnum no longer accepts your sign-in" in str(error)


def test_late_call_names_its_service(settings, openstack, magnum):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON}
    openstack.hold("GET", "/v1/mservices")
    answers = gather(processes=magnum.services.list)
    openstack.release()
    assert answers["processes"].error.service == "Magnum"


@pytest.mark.parametrize(
    ("path", "service", "call"),
    [
        ("/v1/clusters", "Magnum", lambda magnum, cloud: magnum.clusters.page(limit=2)),
        ("/v2.1/flavors", "Nova", lambda magnum, cloud: cloud.compute.flavors()),
        ("/v3/users", "Keystone", lambda magnum, cloud: cloud.identity.user_names(["somebody"])),
        ("/v2.0/lbaas", "Octavia", lambda magnum, cloud: cloud.load_balancers.usage()),
        (
            "/v2/images",
            "Glance",
            lambda magnum, cloud: (magnum.services.list(), cloud.images.list()),
        ),
    ],
)
def test_late_call_names_the_service_it_asked_last(
    settings, openstack, magnum_of, cloud_of, path, service, call
):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON}
    magnum, cloud = magnum_of("admin"), cloud_of("admin")
    openstack.hold("GET", path)
    answers = gather(page=lambda: call(magnum, cloud), other=lambda: 1)
    openstack.release()
    assert str(answers["page"].error).startswith(f"{service} did not answer in time.")


def test_late_call_names_keystone_while_it_confirms_a_rejected_login(settings, openstack, cloud_of):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON}
    cloud = cloud_of("member")
    openstack.fail("GET", "/v2.1/flavors", status=401)
    openstack.hold("GET", "/v3/auth/tokens")
    answers = gather(flavors=cloud.compute.flavors)
    openstack.release()
    assert answers["flavors"].error.service == "Keystone"


def test_late_call_names_the_cloud_before_any_service(settings):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON}
    released = threading.Event()
    try:
        answers = gather(page=lambda: released.wait(timeout=30))
    finally:
        released.set()
    assert str(answers["page"].error).startswith("The cloud did not answer in time.")


def test_clients_are_shared_by_threads(openstack, magnum_of, cloud_of):
    openstack.add_clusters(3)
    magnum, cloud = magnum_of("admin"), cloud_of("admin")
    for _ in range(5):
        answers = gather(
            clusters=lambda: magnum.clusters.page(limit=2),
            templates=magnum.templates.list,
            quotas=magnum.quotas.list,
            services=magnum.services.list,
            flavors=cloud.compute.flavors,
            images=cloud.images.list,
            networks=cloud.network.networks,
            projects=cloud.identity.projects,
        )
        assert errors_of(answers) == []
        assert len(answers["clusters"].value.items) == 2
        assert len(answers["flavors"].value) == 5


def left_behind(openstack, path, call):
    """Count the requests for `path` of a call that was held until the page had gone on."""
    ended = threading.Event()

    def to_the_end():
        try:
            call()
        finally:
            ended.set()

    openstack.hold("GET", path)
    assert gather(late=to_the_end)["late"].error.kind is FailureKind.TIMEOUT
    openstack.release()
    assert ended.wait(timeout=30)
    return len([sent for sent in openstack.requests if sent.path.startswith(path)])


def test_late_call_requests_no_further_page(settings, openstack, cloud_of):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON}
    cloud = cloud_of("admin")
    page = {"users": [{"id": "a", "name": "a"}], "links": {"next": "/v3/users?marker=a"}}
    openstack.hold("GET", "/v3/users")  # before the answer, in the order of the faults
    openstack.fail("GET", "/v3/users", status=200, body=page)
    many = [f"{at:032x}" for at in range(50)]
    assert left_behind(openstack, "/v3/users", lambda: cloud.identity.user_names(many)) == 1


def test_late_call_requests_no_further_name(settings, openstack, cloud_of):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON, "gather_threads": 1}
    cloud = cloud_of("admin")
    ids = [f"{at:032x}" for at in range(5)]
    assert left_behind(openstack, "/v3/users", lambda: cloud.identity.user_names(ids)) == 1


def test_gather_works_again_after_a_deadline(settings, openstack, magnum):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON}
    assert left_behind(openstack, "/v1/mservices", magnum.services.list) == 1
    settings.LDC_K8S_DASHBOARD = {}
    assert gather(templates=magnum.templates.list)["templates"].ok
    assert magnum.templates.list()


def test_each_waits_beyond_the_deadline(settings):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON, "gather_threads": 1}
    never, made = threading.Event(), []

    def change():
        never.wait(timeout=0.2)
        made.append(1)

    answers = each({"a": change, "b": change, "c": change})
    assert errors_of(answers) == []
    assert len(made) == 3


def test_each_limits_its_threads(settings):
    settings.LDC_K8S_DASHBOARD = {"gather_threads": 2}
    two, three = threading.Barrier(2), threading.Barrier(3)
    assert errors_of(each({name: lambda: two.wait(timeout=10) for name in "abcd"})) == []
    answers = each({name: lambda: three.wait(timeout=0.1) for name in "abc"})
    assert len(errors_of(answers)) == 3, "three changes met"


def test_each_keeps_other_changes_beside_a_failure():
    answers = each({"good": lambda: 1, "bad": failing(FailureKind.CONFLICT)})
    assert answers["good"].value == 1
    assert answers["bad"].error.kind is FailureKind.CONFLICT
    assert len(each({})) == 0


def test_begin_threads_end_with_their_calls():
    before = set(threading.enumerate())
    begun = begin(one=lambda: 1, two=lambda: 2)
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=10)
        assert not thread.is_alive()
    assert begun.wait()["one"].value == 1


def test_call_without_an_answer_is_not_late_after_the_deadline(settings, openstack, magnum):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON}
    openstack.hold(service="magnum")
    gathering = begin(services=magnum.services.list)
    gathering.so_far(["services"])
    answer = gathering.so_far(["services"], within=0.0)["services"]
    assert answer.error.kind is FailureKind.TIMEOUT
    assert not answer.late


def test_gather_inside_a_call_ends_before_the_page_stops_waiting(settings, openstack, cloud_of):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": 0.5}
    cloud = cloud_of("admin")
    openstack.hold(service="nova")

    def later():
        time.sleep(0.2)
        return gather(flavors=cloud.compute.flavors)["flavors"]

    inner = gather(outer=later)["outer"].value
    assert inner.error.kind is FailureKind.TIMEOUT
