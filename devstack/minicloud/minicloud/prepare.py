# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A mould with the sample clusters in it, made ahead: for who needs several clouds, as tests do.

The samples take a minute of both cores in every cloud that makes them itself. A cloud that
somebody uses cannot leave a copy once they are there: what else was done in it would be copied.
"""

from __future__ import annotations

import shutil
import time

from minicloud import mould, processes
from minicloud.errors import CloudError
from minicloud.mould import SAMPLES_DONE
from minicloud.settings import Settings
from minicloud.up import SAMPLES, up

PAUSE = 0.2


def prepare() -> bool:
    """Make a cloud with its samples where nobody uses it, and keep what it stores.

    False when that was there already. Raises CloudError when the samples cannot be made.
    """
    settings = Settings(mould.MOULDS / "making", processes.free_port_base())
    if mould.has_samples(settings):
        return False
    shutil.rmtree(settings.state, ignore_errors=True)
    try:
        up(settings)
        while processes.pid(settings, SAMPLES):
            time.sleep(PAUSE)
        if not (settings.data / SAMPLES_DONE).exists():
            raise CloudError(
                f"The sample clusters were not made:\n{processes.last_words(settings, SAMPLES)}"
            )
        processes.stop(settings, processes.known(settings))
        mould.keep(settings)
    finally:
        processes.stop(settings, processes.known(settings))
        shutil.rmtree(settings.state, ignore_errors=True)
    return True
