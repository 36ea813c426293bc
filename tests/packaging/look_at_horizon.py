# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Run in an environment of its own by test_install: prints what Horizon finds of the plugin."""

import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "openstack_dashboard.settings"

import django
import yaml

# Horizon reads a megabyte of policies; libyaml does it in a tenth of the time.
yaml.SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

django.setup()

from django.contrib.staticfiles.finders import find
from django.template.loader import get_template
from django.urls import reverse
from openstack_auth import policy

import ldc_k8s_dashboard

package = Path(ldc_k8s_dashboard.__file__).parent
checkout = Path(sys.prefix).parent if package.is_relative_to(sys.prefix) else package.parent
print(f"package in {checkout}: {package.is_relative_to(checkout)}")
print(reverse("horizon:project:kubernetes.clusters:index"))
print("static files found:", bool(find("ldc_k8s_dashboard/scss/ldc_k8s_dashboard.scss")))
template = next(path for path in (package / "templates").rglob("*.html"))
print(
    "templates found:",
    Path(get_template(str(template.relative_to(package / "templates"))).origin.name) == template,
)
print("policies loaded:", "cluster:create" in policy._get_enforcer()["container-infra"].rules)
