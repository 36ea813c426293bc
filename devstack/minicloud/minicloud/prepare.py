# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Makes a snapshot with the sample clusters in it, for programs that need several clouds.

The samples take a minute of both cores in every cloud that makes them itself. A cloud in use
cannot save a snapshot with them: everything else that was done in it would be copied too.
"""

from __future__ import annotations

import shutil
import time

from minicloud import processes, snapshot
from minicloud.errors import CloudError
from minicloud.settings import Settings
from minicloud.snapshot import SAMPLES_DONE
from minicloud.up import SAMPLES_PROCESS, up

PAUSE = 0.2


def prepare() -> bool:
    """Make a cloud with its samples where nobody uses it, and save its snapshot.

    Return False when that snapshot exists already. Raises CloudError when the samples cannot be
    made.
    """
    settings = Settings(snapshot.SNAPSHOTS / "making", processes.free_port_base())
    if snapshot.has_samples(settings):
        return False
    shutil.rmtree(settings.state, ignore_errors=True)
    try:
        up(settings)
        while processes.pid(settings, SAMPLES_PROCESS):
            time.sleep(PAUSE)
        if not (settings.data / SAMPLES_DONE).exists():
            raise CloudError(
                "The sample clusters were not made:\n"
                f"{processes.output_tail(settings, SAMPLES_PROCESS)}"
            )
        processes.stop(settings, processes.recorded_names(settings))
        snapshot.save(settings)
    finally:
        processes.stop(settings, processes.recorded_names(settings))
        shutil.rmtree(settings.state, ignore_errors=True)
    return True
