# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a cluster takes, and which flavors suit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.cloud_resources import Flavor, Image
from ldc_k8s_dashboard.domain.labels.label import volume_size
from ldc_k8s_dashboard.domain.quotas.sizing import Totals, boot_volume, flavor_suits, totals
from ldc_k8s_dashboard.domain.templates.architecture import Finding

FLAVORS = st.builds(
    Flavor,
    id=st.just("f"),
    name=st.just("f"),
    vcpus=st.integers(1, 128),
    ram=st.integers(1, 2**20),
    disk=st.integers(0, 1000),
)
GROUPS = st.lists(st.tuples(st.integers(0, 100), FLAVORS | st.none()), max_size=5)


def test_masters_and_workers_add_up() -> None:
    small = Flavor("s", "small", vcpus=2, ram=4096)
    large = Flavor("l", "large", vcpus=8, ram=16384)
    assert totals([(3, small), (5, large)]) == Totals(8, 46, 94208)


def test_an_unknown_flavor_makes_the_sum_unknown_but_not_the_number_of_machines() -> None:
    assert totals([(3, Flavor("s", "small", vcpus=2)), (2, None)]) == Totals(5, None, None)
    assert totals([(0, None)]) == Totals(0, 0, 0)


@given(GROUPS, st.integers(0, 100), FLAVORS | st.none())
def test_more_machines_never_take_less(
    groups: list[tuple[int, Flavor | None]], count: int, flavor: Flavor | None
) -> None:
    less, more = totals(groups), totals([*groups, (count, flavor)])
    assert more.instances == less.instances + count
    for before, after in ((less.vcpus, more.vcpus), (less.ram, more.ram)):
        if before is None:
            assert after is None
        else:
            assert after is None or after >= before


@pytest.mark.parametrize(
    ("flavor", "boot", "says"),
    [
        (Flavor("f", "f", ram=1024, disk=20), 0, "1024 MB"),
        (Flavor("f", "f", ram=4096, disk=5), 0, "5 GB"),
        (Flavor("f", "f", ram=4096, disk=0), 0, "boot_volume_size"),
        (Flavor("f", "f", ram=4096, disk=40), 8, "8 GB"),
    ],
)
def test_a_flavor_too_small_for_the_image_says_what_is_missing(
    flavor: Flavor, boot: int, says: str
) -> None:
    image = Image("i", "i", min_disk=10, min_ram=2048)
    verdict = flavor_suits(flavor, image, Finding.CONFIRMED, boot_volume_size=boot)
    assert not verdict
    assert says in str(verdict.reason)


@pytest.mark.parametrize(
    ("text", "size"), [("0", 0), ("20", 20), ("020", 20), ("9" * 9, 10**9 - 1)]
)
def test_a_size_in_a_label_is_read(text: str, size: int) -> None:
    assert volume_size(text) == size


@pytest.mark.parametrize(
    "text", ["", "-1", "1.5", "ten", "²", "٣", "20 GB", "1\n", "9" * 10, "9" * 5000]
)
def test_what_is_no_size_is_none(text: str) -> None:
    assert volume_size(text) is None


def test_a_boot_volume_takes_the_place_of_the_flavors_disk() -> None:
    flavor = Flavor("f", "f", ram=4096, disk=0)
    image = Image("i", "i", min_disk=10, min_ram=2048)
    assert flavor_suits(flavor, image, Finding.CONFIRMED, boot_volume_size=10)


@pytest.mark.parametrize(
    ("specs", "finding", "suits"),
    [
        ({}, Finding.CONFIRMED, True),
        ({"trait:HW_ARCH_AARCH64": "required"}, Finding.CONFIRMED, True),
        ({"trait:HW_ARCH_AARCH64": "required"}, Finding.NOT_ARM64, False),
        ({"trait:HW_ARCH_X86_64": "required"}, Finding.CONFIRMED, False),
        ({"trait:HW_ARCH_X86_64": "required"}, Finding.DECLARED, False),
        ({"trait:HW_ARCH_X86_64": "required"}, Finding.NOT_ARM64, True),
        ({"trait:HW_ARCH_AARCH64": "forbidden"}, Finding.CONFIRMED, False),
    ],
)
def test_a_flavor_for_other_hosts_does_not_suit(
    specs: dict[str, str], finding: Finding, suits: bool
) -> None:
    flavor = Flavor("f", "f", ram=4096, disk=20, extra_specs=specs)
    verdict = flavor_suits(flavor, Image("i", "i"), finding)
    assert verdict.allowed is suits
    assert (verdict.reason is None) is suits


@given(FLAVORS, st.integers(0, 100), st.integers(0, 2**20), st.integers(0, 100))
def test_a_larger_flavor_suits_wherever_a_smaller_one_does(
    flavor: Flavor, min_disk: int, min_ram: int, boot: int
) -> None:
    image = Image("i", "i", min_disk=min_disk, min_ram=min_ram)
    larger = Flavor("g", "g", flavor.vcpus + 1, flavor.ram + 1, flavor.disk + 1)
    if flavor_suits(flavor, image, Finding.CONFIRMED, boot_volume_size=boot):
        assert flavor_suits(larger, image, Finding.CONFIRMED, boot_volume_size=boot)


@pytest.mark.parametrize(
    ("own", "typed", "chosen", "size"),
    [
        ({}, "", "", 0),
        ({"boot_volume_size": "20"}, "", "", 20),
        ({"boot_volume_size": "20"}, "boot_volume_size=30", "", 30),
        ({"boot_volume_size": "20"}, "boot_volume_size=30", "0", 0),
        ({"boot_volume_size": "20"}, "no label", "", 20),
        ({"boot_volume_size": "much"}, "", "", 0),
    ],
)
def test_the_boot_volume_is_the_fields_or_the_typed_labels_or_the_templates(
    own: dict[str, str], typed: str, chosen: str, size: int
) -> None:
    assert boot_volume(own, typed, chosen) == size
