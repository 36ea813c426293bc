# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The question before a cluster template is deleted."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.api.magnum import Magnum
from ldc_k8s_dashboard.content.cluster_templates.actions import may_change
from ldc_k8s_dashboard.domain.failure import Kind, ServiceError
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.verdict import Verdict
from ldc_k8s_dashboard.ui.views import DialogView

# magnum/common/exception.py ClusterTemplateReferenced, a 400.
_IN_USE = re.compile(r"is referenced by|is in use", re.I)


def is_in_use(error: ServiceError) -> bool:
    """Whether Magnum refused because clusters were made from the template."""
    return _IN_USE.search(error.raw) is not None


def reworded(error: ServiceError, sentence: Message) -> ServiceError:
    """The same refusal with what it means for a template in use."""
    return ServiceError(
        error.service,
        Kind.CONFLICT,
        sentence,
        raw=error.raw,
        request_id=error.request_id,
        status=error.status,
    )


class DeleteView(DialogView):
    """Names the template; Magnum refuses while a cluster of any project uses it."""

    template_name = "ldc_k8s_dashboard/cluster_templates/delete.html"
    rule = "clustertemplate:delete"
    page_title = _("Delete cluster template")
    submit_label = _("Delete")
    danger = True
    form_class = forms.Form

    def prepare(self) -> None:
        self.template = Magnum.of(self.request).template(str(self.kwargs["template_id"]))

    def verdict(self) -> Verdict:
        return may_change(self.request, self.template, "delete")

    def perform(self, form: Any) -> Message:
        try:
            Magnum.of(self.request).delete_template(self.template.uuid)
        except ServiceError as error:
            if not is_in_use(error):
                raise
            raise reworded(
                error,
                message(
                    "%(name)s was not deleted: clusters were made from it. Delete those clusters "
                    "or upgrade them to another template first.",
                    name=self.template.name,
                ),
            ) from error
        return message("The cluster template %(name)s was deleted.", name=self.template.name)

    def extra_context(self) -> dict[str, Any]:
        return {"template": self.template}
