# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The demo's failures, its messages, and that it leaves nothing half-made."""

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from demo import commands, environments, fingerprint, horizon, ports, processes
from demo.errors import DemoFailure
from demo.jobs import Jobs
from demo.processes import Server
from demo.progress import Progress
from demo.state import CHECKOUT, State, write_json, write_secret
from demo.uv import explain, find_uv, pip_options, uv_variables
from minicloud.processes import port_is_free


@pytest.fixture
def state(tmp_path: Path) -> State:
    made = State(tmp_path / "state")
    made.make()
    return made


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server on a free port of the demo's range that accepts connections and never answers."""
    port = next(port for port in range(21000, 30000, 13) if port_is_free(port))
    with socket.create_server(("127.0.0.1", port)) as server:
        yield server


def demo_command(*words: str, **environment: str) -> subprocess.Popen[str]:
    search = os.pathsep.join((str(CHECKOUT / "devstack"), str(CHECKOUT / "devstack/minicloud")))
    return subprocess.Popen(
        [sys.executable, "-m", "demo", *words],
        env=os.environ | {"PYTHONPATH": search} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_taken_port_is_named_with_what_to_do(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    with pytest.raises(DemoFailure, match=f"Port {port}, which Horizon needs, is.*port-base"):
        ports.require_free({"Horizon": port})


@pytest.mark.parametrize("port", [80, 40000])
def test_port_out_of_range_is_refused(port: int) -> None:
    with pytest.raises(DemoFailure, match="out of range"):
        ports.require_free({"keystone": port})


def test_ports_of_a_demo_are_distinct() -> None:
    chosen = ports.ports(16100)

    assert len(set(chosen.values())) == len(chosen) >= 10


def test_state_refuses_a_folder_with_other_files(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear ...")

    with pytest.raises(DemoFailure, match="did not make"):
        State(tmp_path).make()
    with pytest.raises(DemoFailure, match="was not made by the demo"):
        State(tmp_path).wipe()
    assert (tmp_path / "letters.txt").exists()


def test_state_restricts_an_existing_folder_to_its_owner(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    State(tmp_path).make()

    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_memcached_is_off_for_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    assert horizon.memcached_address(State(tmp_path / ("long" * 30))) == ""


def test_wipe_leaves_nothing(state: State) -> None:
    (state.folder / "cloud").mkdir()
    state.wipe()

    assert not state.folder.exists()


def test_lock_keeps_a_second_command_out(state: State) -> None:
    with state.only_one(), pytest.raises(DemoFailure, match="at work in"), state.only_one():
        pass


def test_secret_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    write_secret(tmp_path / "key", "hush")

    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_progress_prints_during_a_long_step() -> None:
    out = io.StringIO()
    progress = Progress(out, heartbeat=0.01)
    with progress.step("bake") as step:
        step.detail = "rising"
        until = time.monotonic() + 10
        while "so far. rising" not in out.getvalue() and time.monotonic() < until:
            time.sleep(0.01)

    lines = out.getvalue().splitlines()
    assert "bake ..." in lines[0]
    assert any("bake: 0 s so far. rising" in line for line in lines)
    assert "bake: done in" in lines[-1]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "The disk is full"),
        ("Temporary failure in name resolution", "package index cannot be reached"),
        ("ERROR: No matching distribution found for nova==34", "does not have a version"),
        ("error: Failed to fetch: `http://127.0.0.1:9/simple/nova/`", "index cannot be reached"),
        ("No solution found when resolving dependencies:", "does not have a version"),
        ("Caused by: No space left on device (os error 28)", "The disk is full"),
        ("error: something else", "could not be installed: error: something else"),
    ],
)
def test_install_failure_is_explained(line: str, sentence: str) -> None:
    explained = explain(["Collecting nova", line], Path("install.log"))

    assert sentence in explained
    assert "install.log" in explained


def test_install_refuses_a_full_disk_before_it_begins(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(state.folder)._replace(free=300_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)

    with pytest.raises(DemoFailure, match=r"1.3 GB are needed .* 0.3 GB are free"):
        environments.install(state, [environments.cloud(state)], Progress(io.StringIO()), Jobs())
    assert not state.cloud_environment.exists()


def test_python_without_venv_is_refused_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(DemoFailure, match="apt install python3-venv"):
        environments.require_python()


@pytest.mark.parametrize("has_uv", [True, False])
def test_install_that_fails_leaves_no_environment(
    state: State, monkeypatch: pytest.MonkeyPatch, has_uv: bool
) -> None:
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("UV_NO_CACHE", "1")
    if not has_uv:
        monkeypatch.setattr(environments, "require_python", lambda: None)
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(DemoFailure, match="The package index cannot be reached"):
        environments.install(state, [environments.cloud(state)], Progress(io.StringIO()), Jobs())
    assert not state.cloud_environment.exists()
    assert not state.tools_environment.exists()
    assert not (state.folder / "scratch").exists()


def test_uv_is_fetched_once_if_it_is_missing(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    said: list[str] = []
    for _ in range(2):
        with Progress(io.StringIO()).step("find uv") as step:
            uv = find_uv(state, state.folder / "scratch", step, Jobs())
            uv.run(Jobs(), ["--version"], step, state.logs / "version.log")
        said.append(step.detail)

    assert uv.program == state.tools_environment / "bin" / "uv"
    assert all(line.startswith("uv 0.") for line in said)


def test_uv_gets_pips_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = tmp_path / "pip.conf"
    settings.write_text(
        "[global]\nindex-url = https://mirror.example/simple\ntimeout = 7\n"
        "extra-index-url =\n    https://one.example/simple\n    https://two.example/simple\n"
        "[install]\nuser = false\n"
    )
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    monkeypatch.setenv("PIP_FIND_LINKS", "/wheels /more")

    variables = uv_variables(pip_options())

    assert variables["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert variables["UV_INDEX"] == "https://one.example/simple https://two.example/simple"
    assert variables["UV_INDEX_STRATEGY"] == "unsafe-best-match"
    assert variables["UV_FIND_LINKS"] == "/wheels,/more"
    assert variables["UV_HTTP_TIMEOUT"] == "7"


def test_uv_variables_of_the_environment_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://mine.example/simple")

    assert uv_variables({"index-url": "https://mirror.example/simple", "timeout": "7"}) == {
        "UV_HTTP_TIMEOUT": "7"
    }


def test_install_interrupted_leaves_no_files_and_no_processes(
    tmp_path: Path, listener: socket.socket
) -> None:
    index = f"http://127.0.0.1:{listener.getsockname()[1]}/simple"
    folder = tmp_path / "state"
    variables = {"PIP_INDEX_URL": index, "PIP_CONFIG_FILE": os.devnull, "UV_NO_CACHE": "1"}
    command = demo_command("install", "cloud", "--state", str(folder), **variables)
    listener.settimeout(60)
    connection, _ = listener.accept()  # the install is under way now
    command.send_signal(signal.SIGINT)
    out, err = command.communicate(timeout=30)
    connection.close()

    assert command.returncode == 130, out + err
    assert "Stopped" in err
    assert "Traceback" not in err
    assert {path.name for path in folder.iterdir()} == {"made-by-run_demo", "logs"}
    assert str(folder) not in running_commands()


def running_commands() -> str:
    return subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout


def test_environment_is_out_of_date_when_its_files_change(
    state: State, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment = environments.cloud(state)
    environment.python.parent.mkdir(parents=True)
    environment.python.touch()
    assert not environment.ready
    environment.record()
    assert environments.cloud(state).ready

    requirements = tmp_path / "minicloud"
    shutil.copytree(CHECKOUT / "devstack/minicloud", requirements)
    (requirements / "constraints.txt").write_text("keystone==1\n")
    monkeypatch.setattr(environments, "_MINICLOUD", requirements)
    assert not environments.cloud(state).ready


def test_fingerprint_changes_with_any_file_of_the_plugin(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(source, copy, symlinks=True)
    monkeypatch.setattr(fingerprint, "CHECKOUT", copy)
    before = fingerprint.of_plugin()
    next((copy / "templates").rglob("*.html")).write_text("changed")

    assert fingerprint.of_plugin() != before


def test_server_is_started_counted_and_ended(state: State, tmp_path: Path) -> None:
    environment = {processes.MARK: str(state.folder)}
    server = processes.start(["sleep", "600"], environment, tmp_path / "log")

    assert server.running
    assert processes.memory(state.folder) > 0
    server.stop()
    assert not server.running


def test_server_with_a_reused_pid_is_left_alone(tmp_path: Path) -> None:
    other = processes.start(["sleep", "600"], {}, tmp_path / "log")
    try:
        Server(other.pid, other.began - 1).stop()
        assert other.running
    finally:
        other.stop()


def test_run_demo_script_passes_its_commands_on(tmp_path: Path) -> None:
    asked = subprocess.run(
        [CHECKOUT / "run_demo.sh", "status", "--state", tmp_path / "none"],
        env=os.environ | {"PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )

    assert asked.returncode == 1
    assert "There is no demo in" in asked.stdout


def test_options_of_the_last_time_are_kept(tmp_path: Path) -> None:
    state = State(tmp_path)
    write_json(state.choices, vars(commands.DemoOptions(port_base=21000, theme="material")))

    again = commands.options_for(state, port_base=None, clusters=None, webroot=None, theme=None)
    changed = commands.options_for(
        state, port_base=None, clusters=20, webroot=None, theme="default"
    )

    assert again == commands.DemoOptions(port_base=21000, theme="material")
    assert changed == commands.DemoOptions(port_base=21000, clusters=20)
