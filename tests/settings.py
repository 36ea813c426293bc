# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Django settings of the tests: Horizon's production settings with this plugin enabled.

Not ``openstack_dashboard.test.settings``: those switch policy checks off and leave out several of
the middlewares. The operator's part is in ``tests/local/local_settings.py``.
"""

import functools
import inspect
import pickle
import sys
from pathlib import Path
from types import SimpleNamespace

import requests.sessions
import yaml
from keystoneauth1.access import service_catalog
from os_service_types import ServiceTypes
from oslo_policy import _checks
from oslo_policy.policy import Enforcer

import tests.local

# Horizon's settings import local.local_settings. The folder tests/ itself does not go on the path
# for that: tests/packaging would then hide the library of that name.
sys.modules["local"] = tests.local

# Horizon reads a megabyte of policies at its first page; libyaml does it in a tenth of the time.
yaml.SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# openstacksdk looks at the names of all services a dozen times for each service that a page asks,
# and gets a deep copy each time: a tenth of what the view tests took. Nobody changes them.
ServiceTypes.all_types_by_service_type = property(
    lambda names: names._service_types_data["all_types_by_service_type"]
)

# keystoneauth copies the whole catalog for each endpoint that it looks up. It is lists and
# dictionaries of text, which pickle copies just as deeply in a tenth of the time.
service_catalog.copy = SimpleNamespace(
    deepcopy=lambda catalog: pickle.loads(pickle.dumps(catalog, pickle.HIGHEST_PROTOCOL))
)

# requests reads the environment for proxies at each request; the tests' requests meet none.
requests.sessions.get_environ_proxies = lambda *_args, **_kwargs: {}

# keystoneclient tries to import this at each page. Where it is missing, Python need not look for it
# in all folders each time.
try:
    import oauthlib  # noqa: F401
except ImportError:
    sys.modules["oauthlib"] = None

# oslo.policy inspects the signature of each check at each evaluation, and looks at the time stamps
# of its files before each question: an eighth of what a page took. Neither changes in a run.
_signature = functools.cache(inspect.getfullargspec)
_checks.inspect = SimpleNamespace(getfullargspec=lambda call: _signature(call.__func__))
_load_rules = Enforcer.load_rules


def _load_rules_once(enforcer: Enforcer, force_reload: bool = False) -> None:
    if force_reload or not vars(enforcer).get("is_loaded"):
        _load_rules(enforcer, force_reload)
        enforcer.is_loaded = True


Enforcer.load_rules = _load_rules_once

from openstack_dashboard.settings import *  # noqa: E402

# No database: sessions live in the cache, users in Keystone.
DATABASES = {}
PASSWORD_HASHERS = []

# tests/frame leaves out of Horizon's frame around each page what is costly and Horizon's alone.
# The fixture whole_frame takes it away again.
FRAME = str(Path(__file__).with_name("frame"))
TEMPLATES[0]["DIRS"].insert(0, FRAME)

# Horizon looks for each template and each part of one in the theme's folder first, at the disk, a
# hundred times a page. There is one theme in the tests, so what was found once is found again.
_theme, (_cached, _others) = TEMPLATES[0]["OPTIONS"]["loaders"]
TEMPLATES[0]["OPTIONS"]["loaders"] = [(_cached, [_theme, *_others])]
