# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Horizon's settings as an operator writes them, read from the file that LDC_DEMO_HORIZON names.

Horizon imports this as ``local.local_settings``, and every public name of it is a setting; other
names begin with an underscore. See ``demo.horizon.Serving`` for the file's fields.
"""

import json as _json
import os as _os
from pathlib import Path as _Path

from openstack_dashboard.defaults import DEFAULT_POLICY_FILES, POLICY_FILES, POLICY_FILES_PATH
from openstack_dashboard.local import enabled as _local_enabled

import ldc_k8s_dashboard as _plugin

_serving = _json.loads(_Path(_os.environ["LDC_DEMO_HORIZON"]).read_text())
_package = _Path(_plugin.__file__).parent

# Enables the plugin without copying its files into Horizon.
if str(_package / "enabled") not in _local_enabled.__path__:
    _local_enabled.__path__.append(str(_package / "enabled"))

DEBUG = _serving["debug"]
# Served on loopback with public passwords, so no other name is allowed.
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
LOCAL_PATH = _serving["folder"]
SECRET_KEY = _Path(_serving["secret_key_file"]).read_text()
WEBROOT = _serving["webroot"]
DEFAULT_THEME = _serving["theme"]
# The only theme to choose: after "compress" Horizon has the stylesheets of this one alone (they are
# stored by their address, which is the same for all themes).
SELECTABLE_THEMES = [(DEFAULT_THEME, DEFAULT_THEME.title(), f"themes/{DEFAULT_THEME}")]

OPENSTACK_KEYSTONE_URL = _serving["auth_url"]
OPENSTACK_KEYSTONE_DEFAULT_DOMAIN = "Default"
OPENSTACK_KEYSTONE_MULTIDOMAIN_SUPPORT = False

# In production the stylesheets and scripts are made once, by "compress"; with DEBUG at each change.
STATIC_ROOT = _serving["static_root"]
COMPRESS_OFFLINE = not DEBUG

# Several worker processes need a cache that they share.
SESSION_ENGINE = "django.contrib.sessions.backends.cache"
SESSION_COOKIE_NAME = "ldc_demo_session"
if _serving["memcached"]:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache",
            "LOCATION": _serving["memcached"],
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            # Sessions live here: the default of 300 entries would log people out.
            "OPTIONS": {"MAX_ENTRIES": 20000},
        }
    }

# Without this Horizon does not log a page that failed.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(process)d %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        name: {"level": "INFO"}
        for name in ("horizon", "openstack_dashboard", "openstack_auth", "ldc_k8s_dashboard")
    },
}

# Horizon reads local_settings.d only from its own folder; where the plugin is not copied there,
# local_settings.py runs the snippets itself.
for _snippet in sorted((_package / "local_settings.d").glob("*.py")):
    exec(compile(_snippet.read_text(), _snippet, "exec"))
