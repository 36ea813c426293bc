# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The WSGI application of the demo's Horizon.

Horizon's own ``openstack_dashboard.wsgi`` serves no static files and knows no path prefix: both are
the web server's business. Here WhiteNoise and thirty lines stand for the web server.
"""

import gc
import os
import re
import sys
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

    What is asked for outside of it is sent to it, so that the bare address works too.
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
    """Take several slashes in a row for one, as Apache (MergeSlashes) and nginx (merge_slashes) do.

    The stylesheets of Horizon's material theme ask for their fonts with two.
    """

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        environ["PATH_INFO"] = re.sub("/{2,}", "/", environ.get("PATH_INFO", ""))
        return dashboard(environ, start_response)

    return application


application: Any = get_wsgi_application()
if settings.WEBROOT != "/":
    application = under_prefix(application, settings.WEBROOT)
if settings.DEBUG:
    # Straight from the source folders, so that an edited file is seen at once.
    application = StaticFilesHandler(application)
else:
    application = WhiteNoise(
        application,
        root=settings.STATIC_ROOT,
        prefix=settings.STATIC_URL,
        # What "compress" makes carries its content's hash in its name.
        immutable_file_test=r"/dashboard/(js|css)/",
        max_age=3600,
    )
application = with_single_slashes(application)

# Load every panel, template and policy now: before the workers fork, so that they share the memory
# and nobody's first page waits for it.
_login = settings.LOGIN_URL.removeprefix(settings.WEBROOT.rstrip("/"))
if Client(headers={"host": "localhost"}).get(_login).status_code != 200:
    sys.exit("Horizon's login page does not work; the lines above say why.")
# The garbage collector would copy the pages that the workers share.
gc.collect()
gc.freeze()
