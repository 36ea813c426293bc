# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The WSGI application of the demo's Horizon.

Horizon's own ``openstack_dashboard.wsgi`` serves no static files and has no path prefix, since a
web server does both. Here WhiteNoise and thirty lines replace the web server.
"""

import gc
import os
import re
import sys
import threading
import time
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "openstack_dashboard.settings"

import yaml
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client
from whitenoise import WhiteNoise

# Horizon reads a megabyte of policies when it starts; libyaml does it in a tenth of the time.
yaml.SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # type: ignore[misc]


def under_prefix(dashboard: Any, webroot: str) -> Any:
    """Serve ``dashboard`` below ``webroot`` ("/dashboard/"), as Apache's WSGIScriptAlias does.

    Requests for other paths are redirected there, so that the bare address works too.
    """
    prefix = webroot.rstrip("/")

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(webroot):
            start_response("302 Found", [("Location", webroot), ("Content-Length", "0")])
            return [b""]
        environ["SCRIPT_NAME"] = prefix
        environ["PATH_INFO"] = path[len(prefix) :]
        return dashboard(environ, start_response)

    return application


def with_single_slashes(dashboard: Any) -> Any:
    """Replace several slashes in a row by one, as Apache (MergeSlashes) and nginx (merge_slashes).

    The stylesheets of Horizon's material theme request their fonts with two.
    """

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        environ["PATH_INFO"] = re.sub("/{2,}", "/", environ.get("PATH_INFO", ""))
        return dashboard(environ, start_response)

    return application


class Collecting:
    """Collects garbage soon after requests, at most once in ``pause`` seconds.

    Horizon's clients leave their connections to the services open until the garbage collector
    finds them, and Python's own rhythm counts objects: a quiet worker would keep them for hours.
    """

    def __init__(self, dashboard: Any, pause: float = 1.0) -> None:
        self._dashboard = dashboard
        self._pause = pause
        self._served = threading.Event()
        self._starting = threading.Lock()
        self._started = False

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        with self._starting:
            if not self._started:  # threads do not survive the fork of a worker
                self._started = True
                threading.Thread(target=self._collect, daemon=True).start()
        try:
            return self._dashboard(environ, start_response)
        finally:
            self._served.set()

    def _collect(self) -> None:
        while self._served.wait():
            time.sleep(self._pause)
            self._served.clear()
            gc.collect()


application: Any = get_wsgi_application()
if settings.WEBROOT != "/":
    application = under_prefix(application, settings.WEBROOT)
if settings.DEBUG:
    # Directly from the source folders, so that an edited file takes effect at once.
    application = StaticFilesHandler(application)
else:
    application = WhiteNoise(
        application,
        root=settings.STATIC_ROOT,
        prefix=settings.STATIC_URL,
        # The names of files that "compress" makes contain a hash of their content.
        immutable_file_test=r"/dashboard/(js|css)/",
        max_age=3600,
    )
application = with_single_slashes(application)

# Load every panel, template and policy now, before the workers fork: they share the memory, and the
# first page does not wait.
_login = settings.LOGIN_URL.removeprefix(settings.WEBROOT.rstrip("/"))
if Client(headers={"host": "localhost"}).get(_login).status_code != 200:
    sys.exit("Horizon's login page does not work; the lines above show the reason.")
# The garbage collector would copy the pages that the workers share.
gc.collect()
gc.freeze()
application = Collecting(application)
