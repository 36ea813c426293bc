# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The dialog that deletes a cluster template."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.content.cluster_templates.actions import DELETE
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.ui.views import DialogView


class DeleteView(DialogView):
    """Delete a template.  Magnum rejects that while a cluster of any project uses it."""

    template_name = "ldc_k8s_dashboard/cluster_templates/delete.html"
    action = DELETE
    page_title = _("Delete cluster template")
    submit_label = _("Delete")
    form_class = forms.Form

    def prepare(self) -> None:
        self.template = Magnum.of(self.request).templates.get(str(self.kwargs["template_id"]))

    def subject(self) -> ClusterTemplate:
        return self.template

    def perform(self, form: Any) -> Message:
        Magnum.of(self.request).templates.delete(self.template.uuid)
        return message("The cluster template %(name)s was deleted.", name=self.template.name)

    def dialog_context(self, form: Any) -> dict[str, Any]:
        return {"template": self.template}
