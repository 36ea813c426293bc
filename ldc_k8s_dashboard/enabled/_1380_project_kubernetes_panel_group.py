# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
from importlib.resources import files

from django.utils.translation import gettext_lazy as _

# Versions of django-htmx that ship one generation of htmx call the file htmx.min.js.
_HTMX = "htmx-2.min.js"
if not files("django_htmx").joinpath("static", "django_htmx", _HTMX).is_file():
    _HTMX = "htmx.min.js"

PANEL_GROUP = "kubernetes"
PANEL_GROUP_NAME = _("Kubernetes")
PANEL_GROUP_DASHBOARD = "project"

ADD_INSTALLED_APPS = ["ldc_k8s_dashboard", "django_htmx"]
ADD_SCSS_FILES = ["ldc_k8s_dashboard/scss/ldc_k8s_dashboard.scss"]
ADD_JS_FILES = [
    f"django_htmx/{_HTMX}",
    "ldc_k8s_dashboard/js/navigation.js",
    "ldc_k8s_dashboard/js/live.js",
    "ldc_k8s_dashboard/js/late.js",
    "ldc_k8s_dashboard/js/dialogs.js",
    "ldc_k8s_dashboard/js/copy.js",
    "ldc_k8s_dashboard/js/wizard.js",
    "ldc_k8s_dashboard/js/wizard_live.js",
    "ldc_k8s_dashboard/js/wizard_draft.js",
    "ldc_k8s_dashboard/js/kubeconfig.js",
]
