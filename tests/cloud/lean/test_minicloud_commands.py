# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The commands up, down, status and wipe, used rightly and wrongly."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from minicloud import processes
from minicloud.seed.hardware import IMAGE_BYTES
from minicloud.settings import HOST, Settings


def test_up_again_starts_nothing_new(lean_cloud: Any) -> None:
    before = lean_cloud.facts
    again = lean_cloud.command("up")
    assert again.returncode == 0, again.stderr
    assert lean_cloud.facts == before


def test_status_lists_each_service_and_the_memory(lean_cloud: Any) -> None:
    status = lean_cloud.command("status")
    assert status.returncode == 0
    for service, url in lean_cloud.facts["services"].items():
        assert f"{service} " in status.stdout
        assert url in status.stdout
    assert "MB in all" in status.stdout


def test_cloud_json_lets_every_user_log_in(lean_cloud: Any) -> None:
    facts = lean_cloud.facts
    assert facts["lean"] is True
    assert set(facts["pids"]) == set(facts["services"])
    assert facts["timings"]["in all"] > 0
    for user in facts["users"]:
        login = lean_cloud.session(user["name"], user["project"])
        assert set(user["roles"]) <= set(login.auth.get_access(login).role_names)
    clouds = yaml.safe_load((lean_cloud.state / "clouds.yaml").read_text())["clouds"]
    assert {"demo", "reader", "projadmin", "other", "admin", "admin-demo"} == set(clouds)


def test_up_refuses_other_ports_for_a_running_cloud(
    lean_cloud: Any, port_base: Callable[[], int]
) -> None:
    refused = lean_cloud.command("up", "--port-base", str(port_base()))
    assert refused.returncode == 1
    assert "take it down first" in refused.stderr
    assert lean_cloud.command("status").returncode == 0


def test_two_clouds_run_side_by_side_one_with_a_magnum_prefix(
    lean_cloud: Any, new_cloud: Any, port_base: Callable[[], int]
) -> None:
    up = new_cloud.command(
        "up", "--lean", "--port-base", str(port_base()), "--magnum-prefix", "/container-infra"
    )
    assert up.returncode == 0, up.stdout + up.stderr
    assert new_cloud.facts["services"]["magnum"].endswith("/container-infra/v1")
    assert_restored_with_its_own_addresses_paths_and_keys(new_cloud, lean_cloud)
    new_cloud.magnum().create("next-door", "k8s-v1.33.5-arm64")
    assert new_cloud.magnum().settled("next-door")["status"] == "CREATE_COMPLETE"
    assert lean_cloud.magnum().cluster("next-door") is None
    listed = new_cloud.magnum().accepted("GET", "/clusters")["clusters"]
    assert all("/container-infra/v1/" in c["links"][0]["href"] for c in listed)

    # The end of the one is not the other's; the end of what has ended is no fault.
    assert new_cloud.command("down").returncode == 0
    assert new_cloud.processes() == []
    down = new_cloud.command("status")
    assert (down.returncode, down.stdout.count("not running")) == (3, 6)
    assert new_cloud.command("down").stdout == "Nothing was running.\n"
    assert new_cloud.command("wipe").returncode == 0
    assert not new_cloud.state.exists()
    assert lean_cloud.command("status").returncode == 0


def assert_restored_with_its_own_addresses_paths_and_keys(restored: Any, other: Any) -> None:
    assert "cluster templates" not in restored.facts["timings"]
    admin = restored.connection("admin", "admin")
    addresses = {endpoint.url for endpoint in admin.identity.endpoints()}
    in_catalog = {n: url for n, url in restored.facts["services"].items() if n != "kubernetes"}
    assert addresses == set(in_catalog.values())
    # Glance takes their bytes from this cloud's folder.
    (one, *_) = admin.image.images()
    changed = b"!" * len(IMAGE_BYTES)
    (restored.state / "data" / "images" / one.id).write_bytes(changed)
    assert admin.image.get(f"/images/{one.id}/file").content == changed
    for keys in ("fernet", "credential"):
        for number in ("0", "1"):
            mine, theirs = (c.state / "data" / keys / number for c in (restored, other))
            assert mine.read_bytes() != theirs.read_bytes()


def test_up_names_a_taken_port_and_leaves_nothing_running(
    new_cloud: Any, port_base: Callable[[], int]
) -> None:
    base = port_base()
    with socket.socket() as other:
        other.bind((HOST, base + 3))
        other.listen()
        up = new_cloud.command("up", "--lean", "--port-base", str(base))
    assert up.returncode == 1
    assert up.stderr == (
        f"Port {base + 3}, which neutron needs, is taken by another program: "
        "stop that program, or choose other ports with --port-base.\n"
    )
    assert new_cloud.processes() == []


@pytest.mark.parametrize("base", ["80", "32765"])
def test_up_refuses_ports_out_of_range(new_cloud: Any, base: str) -> None:
    up = new_cloud.command("up", "--lean", "--port-base", base)
    assert up.returncode == 1
    assert "must lie between 1024 and 32767" in up.stderr


def test_up_names_a_service_that_dies_and_ends_the_others(
    new_cloud: Any, port_base: Callable[[], int]
) -> None:
    data = new_cloud.state / "data"
    data.mkdir(parents=True)
    (data / "magnum.ready").touch()
    (data / "magnum.db").write_text("this is no database " * 100)
    up = new_cloud.command("up", "--lean", "--port-base", str(port_base()))
    assert up.returncode == 1
    assert "magnum ended while starting" in up.stderr
    assert "file is not a database" in up.stderr
    assert new_cloud.processes() == []


def test_up_explains_a_state_that_is_no_folder(
    new_cloud: Any, port_base: Callable[[], int]
) -> None:
    new_cloud.state.write_text("")
    up = new_cloud.command("up", "--lean", "--port-base", str(port_base()))
    assert up.returncode == 1
    assert str(new_cloud.state) in up.stderr
    assert "Traceback" not in up.stderr


def test_up_refuses_lean_for_a_full_cloud(new_cloud: Any) -> None:
    new_cloud.state.mkdir()
    Settings(new_cloud.state).save()
    up = new_cloud.command("up", "--lean")
    assert up.returncode == 1
    assert "wipe it, or use another folder" in up.stderr


@pytest.mark.parametrize(
    ("kind", "count", "most"), [("clusters", 5001, 5000), ("networks", -1, 1000)]
)
def test_up_refuses_bulk_counts_over_their_limit(
    new_cloud: Any, kind: str, count: int, most: int
) -> None:
    up = new_cloud.command("up", "--lean", f"--{kind}", str(count))
    assert up.returncode == 1
    assert f"--{kind} takes a number from 0 to {most}" in up.stderr


def test_up_makes_templates_flavors_and_networks_in_bulk(lean_cloud: Any) -> None:
    """Once more with the same numbers it adds nothing."""
    for _ in range(2):
        options = ("--templates", "30", "--flavors", "9", "--networks", "26")
        up = lean_cloud.command("up", *options)
        assert up.returncode == 0, up.stderr
        demo = lean_cloud.connection("demo", "demo")
        listed = lean_cloud.magnum().accepted("GET", "/clustertemplates")["clustertemplates"]
        templates = [template for template in listed if template["name"].startswith("many-")]
        assert len(templates) == len({template["uuid"] for template in templates}) == 30
        assert len({template["labels"]["kube_tag"] for template in templates}) == 30
        flavors = [f for f in demo.compute.flavors() if f.name.startswith("many-")]
        networks = [n for n in demo.network.networks() if n.name.startswith("many-")]
        assert (len(flavors), len(networks)) == (9, 26)
        assert all(len(network.subnet_ids) == 1 for network in networks)


def test_down_and_wipe_do_nothing_without_a_cloud(new_cloud: Any) -> None:
    assert new_cloud.command("status").returncode == 3
    assert new_cloud.command("down").returncode == 0
    assert new_cloud.command("wipe").returncode == 0
    assert not new_cloud.state.exists()


def test_down_leaves_a_process_with_a_reused_pid_alone(new_cloud: Any) -> None:
    settings = Settings(new_cloud.state, lean=True)
    settings.make_folders()
    settings.save()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        record = {"pid": stranger.pid, "started": "1"}
        processes.pid_file(settings, "magnum").write_text(json.dumps(record))
        down = new_cloud.command("down")
        assert down.stdout == "Nothing was running.\n"
        assert stranger.poll() is None
        stranger.kill()


@pytest.mark.skipif(
    not Path("/proc/self/autogroup").exists(), reason="this Linux does not group by session"
)
def test_services_have_the_niceness_of_the_command(lean_cloud: Any) -> None:
    settings = Settings(lean_cloud.state, lean=True)
    service = processes.pid(settings, "keystone")
    group = Path(f"/proc/{service}/autogroup").read_text()
    assert group.split()[-1] == str(os.nice(0))


def test_down_ends_what_its_pid_files_name(new_cloud: Any) -> None:
    settings = Settings(new_cloud.state, lean=True)
    settings.make_folders()
    settings.save()
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as own:
        processes.record(settings, "magnum", own.pid)
        down = new_cloud.command("down")
        assert down.stdout == "Ended: magnum.\n"
        assert own.wait(timeout=10) != 0


def test_stop_waits_for_the_last_thread_of_a_process() -> None:
    """The first thread of this one ends at once, and /proc calls all of it a zombie."""
    program = (
        "import ctypes, signal, threading, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "threading.Thread(target=time.sleep, args=(60,)).start()\n"
        "print('begun', flush=True)\n"
        "ctypes.CDLL(None).pthread_exit(None)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], start_new_session=True, stdout=subprocess.PIPE
    ) as own:
        assert own.stdout is not None
        own.stdout.readline()
        while processes.start_time(own.pid):  # until its first thread has ended
            time.sleep(0.05)
        before = processes._living_groups({own.pid})
        own.kill()
    assert before == {own.pid}
    assert processes._living_groups(before) == set()


def test_wipe_keeps_files_that_are_not_the_clouds(new_cloud: Any) -> None:
    Settings(new_cloud.state, lean=True).make_folders()
    Settings(new_cloud.state, lean=True).save()
    (new_cloud.state / "notes.txt").write_text("mine")
    assert new_cloud.command("wipe").returncode == 0
    assert [path.name for path in new_cloud.state.iterdir()] == ["notes.txt"]


def test_up_interrupted_leaves_nothing_running(
    new_cloud: Any, port_base: Callable[[], int]
) -> None:
    command = [new_cloud.python, "-m", "minicloud", "up", "--lean"]
    options = ["--port-base", str(port_base()), "--state", str(new_cloud.state)]
    with subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as up:
        assert up.stdout is not None
        assert up.stdout.readline()  # the first service is there
        assert new_cloud.processes()
        up.send_signal(signal.SIGINT)
        up.communicate()
    assert up.returncode == 130
    assert new_cloud.processes() == []
