# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""``python -m demo``: the command line.

Exits with 0, with 1 and a sentence, or with 130 when interrupted.
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from minicloud.settings import DEFAULT_PORT_BASE

from demo import commands, environments, horizon
from demo.errors import DemoFailure
from demo.jobs import Jobs
from demo.ports import require_free
from demo.progress import Progress
from demo.state import CHECKOUT, State


def main() -> int:
    arguments = parser().parse_args()
    state = State(arguments.state.resolve())
    # SIGINT too: a shell starts background commands with SIGINT ignored.
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    progress = Progress()
    try:
        return int(not run(arguments, state, progress))
    except DemoFailure as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of this output has closed it
        sys.stdout = None
        return 1
    except OSError as error:
        print(f"\n{error.filename or 'The system'}: {error.strerror}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. What this command had begun was ended and removed.", file=sys.stderr)
        return 130
    finally:
        if state.folder.is_dir():
            state.leave()


def run(arguments: argparse.Namespace, state: State, progress: Progress) -> bool:
    """Run the command; return True for success."""
    match arguments.command:
        case "up":
            webroot = arguments.webroot and with_slashes(arguments.webroot)
            options = commands.options_for(
                state,
                port_base=arguments.port_base,
                clusters=arguments.clusters,
                webroot=webroot,
                theme=arguments.theme,
            )
            commands.up(state, options, progress)
        case "down":
            commands.down(state, progress)
        case "wipe":
            commands.wipe(state, progress)
        case "status":
            return commands.status(state, progress)
        case "install":
            install(arguments, state, progress)
        case "horizon":
            serve(arguments, state, progress)
    return True


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="run_demo.sh", description="OpenStack with this dashboard.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--state",
        type=Path,
        default=CHECKOUT / ".demo",
        help="folder for all files (default: .demo in the checkout)",
    )
    looks = argparse.ArgumentParser(add_help=False)
    looks.add_argument("--webroot", help="serve Horizon below this path (default: /)")
    looks.add_argument("--theme", choices=horizon.THEMES)
    actions = top.add_subparsers(dest="command", required=True)

    up = actions.add_parser(
        "up", parents=[common, looks], help="install and start everything (the default)"
    )
    up.add_argument(
        "--port-base", type=int, help=f"first port to use (default: {DEFAULT_PORT_BASE})"
    )
    up.add_argument("--clusters", type=int, help="add clusters until there are so many")
    actions.add_parser("down", parents=[common], help="end all servers, keep everything else")
    actions.add_parser("status", parents=[common], help="list what runs")
    actions.add_parser("wipe", parents=[common], help="end all servers and remove all files")

    install = actions.add_parser(
        "install", parents=[common], help="only make an environment, and print its python"
    )
    install.add_argument("environment", choices=["cloud", "horizon"])

    serve = actions.add_parser(
        "horizon",
        parents=[common, looks],
        help="serve Horizon from the Python that runs this, until interrupted",
    )
    serve.add_argument("--auth-url", required=True, help="Keystone's v3 address")
    serve.add_argument("--port", type=int, required=True)
    serve.add_argument("--debug", action="store_true", help="DEBUG, and edited files take effect")
    serve.add_argument("--no-memcached", action="store_true", help="do not use memcached")
    serve.add_argument(
        "--memcached",
        help="use this memcached that runs already (unix:PATH), for several Horizons with one",
    )
    return top


def with_slashes(webroot: str) -> str:
    path = webroot.strip("/")
    return f"/{path}/" if path else "/"


def install(arguments: argparse.Namespace, state: State, progress: Progress) -> None:
    state.make()
    with state.only_one():
        environment = getattr(environments, arguments.environment)(state)
        environments.install(state, [environment], progress, Jobs())
    print(environment.python)


def serve(arguments: argparse.Namespace, state: State, progress: Progress) -> None:
    """Serve one Horizon in front of any cloud, until a signal ends this process."""
    state.make()
    serving = horizon.Serving(
        auth_url=arguments.auth_url,
        port=arguments.port,
        folder=str(state.horizon),
        webroot=with_slashes(arguments.webroot or "/"),
        theme=arguments.theme or "default",
        debug=arguments.debug,
        memcached=""
        if arguments.no_memcached
        else arguments.memcached or horizon.memcached_address(state),
    )
    with state.only_one():
        horizon.stop(state)
        require_free({"Horizon": serving.port})
        try:
            commands.start_horizon(state, serving, Path(sys.executable), progress, Jobs())
            progress.say(f"ready at {serving.address}")
            signal.pause()
        finally:
            horizon.stop(state)


if __name__ == "__main__":
    sys.exit(main())
