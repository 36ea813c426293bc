# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Pages that are shown with what came in time, and completed in place.

A page of sections loads each late section by itself (sections.py).  Other pages are
small: the script late.js loads them once more, with everything, and puts the result in
the place of what is shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.transport.gather import Gathered, begin
from ldc_k8s_dashboard.ui.urls import with_parameter
from ldc_k8s_dashboard.ui.views import PageView


class LateFactsPage(PageView):
    """A page that waits for its main service, and only `late_after` seconds for the others.

    `?wait=all` waits for everything: for the script, and for browsers without JavaScript.
    """

    late_url = ""
    """Where the page is with everything; "" where nothing was late."""

    def read(
        self,
        main: str,
        *,
        about: Callable[[Any], Mapping[str, Callable[[], Any]]] | None = None,
        **calls: Callable[[], Any],
    ) -> Gathered:
        """Make the calls at once and return their answers; all but the one of `main` can be late.

        `about` returns the calls that need the value of `main` first; without that value
        they are not made.  Raises SignedOut where a call raised it.
        """
        gathering = begin(**calls)
        answer = gathering.so_far([main])[main]
        further = begin(**(about(answer.value) if about is not None and answer.ok else {}))
        waits = self.request.GET.get("wait") == "all"
        ends = time.monotonic() + conf.seconds("late_after")
        facts = Gathered(
            {
                name: answer
                for part in (gathering, further)
                for name, answer in part.so_far(
                    part.names, None if waits else ends - time.monotonic()
                ).items()
            }
        )
        if facts.late:
            self.late_url = with_parameter(self.request, "wait", "all")
        return facts
