# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Calls made at once, none of which spoils another."""

import threading
import time

import pytest

from ldc_k8s_dashboard.api.transport.gather import begin, each, gather
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError, SignedOut

SOON = 1.0
"""A deadline that passes soon, before which two busy processors still do what is to be done."""


def failing(kind):
    def call():
        raise ServiceError("Nova", kind)

    return call


def test_values_come_back_under_the_names_of_their_calls():
    found = gather(one=lambda: 1, two=lambda: "two")
    assert found["one"].value == 1
    assert found.two.value == "two"
    assert found.one.ok
    assert list(found) == ["one", "two"]


def test_a_name_that_was_not_asked_for_is_an_error():
    with pytest.raises(AttributeError):
        _ = gather(one=lambda: 1).three


def test_nothing_asked_is_nothing_answered():
    assert len(gather()) == 0


def test_one_failure_spoils_no_other():
    found = gather(good=lambda: 1, bad=failing(FailureKind.FORBIDDEN))
    assert found.good.value == 1
    assert found.bad.error.kind is FailureKind.FORBIDDEN
    assert found.bad.value is None
    assert found.bad.or_else("instead") == "instead"
    assert found.errors == (found.bad.error,)


def test_a_value_that_is_false_is_still_a_value():
    assert gather(none=lambda: 0).none.or_else(7) == 0


def test_a_fault_of_ours_costs_its_own_part_and_is_logged(caplog):
    found = gather(good=lambda: 1, flavors=lambda: 1 / 0)
    assert found.good.ok
    assert found.flavors.error.kind is FailureKind.SERVICE_FAILED
    assert "ZeroDivisionError" in caplog.text


def test_calls_are_made_at_the_same_time():
    meeting = threading.Barrier(4)
    found = gather(**{f"call{at}": lambda: meeting.wait(timeout=10) for at in range(4)})
    assert all(answer.ok for answer in found.values())


def test_what_was_begun_goes_on_while_somebody_does_something_else():
    asked = threading.Event()
    released = threading.Event()

    def call():
        asked.set()
        return released.wait(timeout=10)

    gathering = begin(page=call)
    assert asked.wait(timeout=10), "nothing began before it was waited for"
    released.set()
    assert gathering.wait().page.value is True


def test_no_more_calls_are_under_way_than_the_settings_allow(settings):
    settings.LDC_K8S_DASHBOARD = {"gather_threads": 2}
    meeting = threading.Barrier(3)
    found = gather(**{f"call{at}": lambda: meeting.wait(timeout=0.1) for at in range(3)})
    assert not any(answer.ok for answer in found.values()), "three calls met"


def test_a_late_answer_is_left_out_and_the_page_does_not_wait_for_it(settings):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON}
    released = threading.Event()
    began = time.monotonic()
    try:
        found = gather(late=lambda: released.wait(timeout=30), good=lambda: 1)
        assert time.monotonic() - began < 5
    finally:
        released.set()
    assert found.late.error.kind is FailureKind.TIMEOUT
    assert found.good.value == 1


def test_an_answer_that_came_in_time_counts_though_an_earlier_one_is_late(settings):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON}
    released = threading.Event()
    try:
        found = gather(a=lambda: released.wait(30), b=lambda: released.wait(30), z=lambda: "z")
    finally:
        released.set()
    assert found.z.value == "z"


def test_calls_that_never_began_before_the_deadline_are_never_made(settings):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON, "gather_threads": 1}
    released, made = threading.Event(), []
    try:
        found = gather(a=lambda: released.wait(30), b=lambda: made.append(1))
    finally:
        released.set()
    assert found.b.error.kind is FailureKind.TIMEOUT
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


def test_a_late_call_names_the_service_it_was_made_to(settings, openstack, magnum):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON}
    openstack.hold("GET", "/v1/mservices")
    found = gather(processes=magnum.services.list)
    openstack.release()
    assert found.processes.error.service == "Magnum"


@pytest.mark.parametrize(
    ("path", "service", "call"),
    [
        ("/v1/clusters", "Magnum", lambda magnum, cloud: magnum.clusters.page(limit=2)),
        ("/v2.1/flavors", "Nova", lambda magnum, cloud: cloud.compute.flavors()),
        ("/v3/users", "Keystone", lambda magnum, cloud: cloud.identity.user_names(["somebody"])),
        ("/v2.0/lbaas", "Octavia", lambda magnum, cloud: cloud.load_balancers.limits()),
        (
            "/v2/images",
            "Glance",
            lambda magnum, cloud: (magnum.services.list(), cloud.images.list()),
        ),
    ],
)
def test_a_late_answer_names_whom_its_call_was_asking(
    settings, openstack, magnum_of, cloud_of, path, service, call
):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON}
    magnum, cloud = magnum_of("admin"), cloud_of("admin")
    openstack.hold("GET", path)
    found = gather(page=lambda: call(magnum, cloud), other=lambda: 1)
    openstack.release()
    assert str(found.page.error).startswith(f"{service} did not answer in time.")


def test_whoever_asks_keystone_about_a_refused_login_is_late_by_keystone(
    settings, openstack, cloud_of
):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON}
    cloud = cloud_of("member")
    openstack.fail("GET", "/v2.1/flavors", status=401)
    openstack.hold("GET", "/v3/auth/tokens")
    found = gather(flavors=cloud.compute.flavors)
    openstack.release()
    assert found.flavors.error.service == "Keystone"


def test_where_nobody_was_asked_yet_the_cloud_is_late(settings):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON}
    released = threading.Event()
    try:
        found = gather(page=lambda: released.wait(timeout=30))
    finally:
        released.set()
    assert str(found.page.error).startswith("The cloud did not answer in time.")


def test_threads_may_share_the_clients_of_one_request(openstack, magnum_of, cloud_of):
    openstack.add_clusters(3)
    magnum, cloud = magnum_of("admin"), cloud_of("admin")
    for _ in range(5):
        found = gather(
            clusters=lambda: magnum.clusters.page(limit=2),
            templates=magnum.templates.list,
            quotas=magnum.quotas.list,
            services=magnum.services.list,
            flavors=cloud.compute.flavors,
            images=cloud.images.list,
            networks=cloud.network.networks,
            projects=cloud.identity.projects,
        )
        assert found.errors == ()
        assert len(found.clusters.value.items) == 2
        assert len(found.flavors.value) == 5


def left_behind(openstack, path, call):
    """How often `path` was asked for by a call that was held until the page had gone on."""
    ended = threading.Event()

    def to_the_end():
        try:
            call()
        finally:
            ended.set()

    openstack.hold("GET", path)
    assert gather(late=to_the_end).late.error.kind is FailureKind.TIMEOUT
    openstack.release()
    assert ended.wait(timeout=30)
    return len([sent for sent in openstack.requests if sent.path.startswith(path)])


def test_a_call_that_was_left_behind_asks_for_no_further_page(settings, openstack, cloud_of):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON}
    cloud = cloud_of("admin")
    page = {"users": [{"id": "a", "name": "a"}], "links": {"next": "/v3/users?marker=a"}}
    openstack.hold("GET", "/v3/users")  # before the answer, in the order of the faults
    openstack.fail("GET", "/v3/users", status=200, body=page)
    many = [f"{at:032x}" for at in range(50)]
    assert left_behind(openstack, "/v3/users", lambda: cloud.identity.user_names(many)) == 1


def test_names_asked_for_one_by_one_stop_at_the_deadline_too(settings, openstack, cloud_of):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON, "gather_threads": 1}
    cloud = cloud_of("admin")
    ids = [f"{at:032x}" for at in range(5)]
    assert left_behind(openstack, "/v3/users", lambda: cloud.identity.user_names(ids)) == 1


def test_after_a_deadline_has_passed_the_request_may_ask_again(settings, openstack, magnum):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON}
    assert left_behind(openstack, "/v1/mservices", magnum.services.list) == 1
    settings.LDC_K8S_DASHBOARD = {}
    assert gather(templates=magnum.templates.list).templates.ok
    assert magnum.templates.list()


def test_changes_are_waited_for_beyond_the_deadline_of_a_page(settings):
    settings.LDC_K8S_DASHBOARD = {"gather_deadline": SOON, "gather_threads": 1}
    never, made = threading.Event(), []

    def change():
        never.wait(timeout=0.2)
        made.append(1)

    found = each({"a": change, "b": change, "c": change})
    assert found.errors == ()
    assert len(made) == 3


def test_changes_are_made_at_once_but_not_more_than_the_settings_allow(settings):
    settings.LDC_K8S_DASHBOARD = {"gather_threads": 2}
    two, three = threading.Barrier(2), threading.Barrier(3)
    assert each({name: lambda: two.wait(timeout=10) for name in "abcd"}).errors == ()
    found = each({name: lambda: three.wait(timeout=0.1) for name in "abc"})
    assert len(found.errors) == 3, "three changes met"


def test_a_change_that_failed_spoils_no_other():
    found = each({"good": lambda: 1, "bad": failing(FailureKind.CONFLICT)})
    assert found["good"].value == 1
    assert found["bad"].error.kind is FailureKind.CONFLICT
    assert len(each({})) == 0


def test_the_threads_of_calls_that_nobody_waits_for_end_with_the_calls():
    before = set(threading.enumerate())
    begun = begin(one=lambda: 1, two=lambda: 2)
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=10)
        assert not thread.is_alive()
    assert begun.wait().one.value == 1
