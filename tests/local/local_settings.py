# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What an operator would write, for the tests: Horizon imports it as ``local.local_settings``."""

from pathlib import Path

from openstack_dashboard.defaults import DEFAULT_POLICY_FILES, POLICY_FILES, POLICY_FILES_PATH
from openstack_dashboard.local import enabled as _local_enabled

import ldc_k8s_dashboard

_PACKAGE = Path(ldc_k8s_dashboard.__file__).parent

# Enables the plugin without copying its files into Horizon. The underscore matters: Horizon imports
# every public name of this module over its own, and its own ``enabled`` is another package.
if str(_PACKAGE / "enabled") not in _local_enabled.__path__:
    _local_enabled.__path__.append(str(_PACKAGE / "enabled"))

SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["*"]
DEBUG = False
OPENSTACK_KEYSTONE_URL = "https://keystone.test/v3"
OPENSTACK_KEYSTONE_MULTIDOMAIN_SUPPORT = False
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # A megabyte of Horizon's own AngularJS templates, which every test would put together again
    # since each begins with an empty cache.
    "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "fragments",
    },
}

# Pages are rendered without compiling Horizon's stylesheets first: seconds, and another test's.
COMPRESS_ENABLED = False
COMPRESS_PRECOMPILERS = ()

# Horizon reads local_settings.d only from its own folder; where the plugin is not copied there,
# local_settings.py runs the snippets itself.
for _snippet in sorted((_PACKAGE / "local_settings.d").glob("*.py")):
    exec(compile(_snippet.read_text(), _snippet, "exec"))
