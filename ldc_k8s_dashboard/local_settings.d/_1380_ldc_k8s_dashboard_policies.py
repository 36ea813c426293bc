# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
# Horizon runs this inside its settings. It gives Horizon's policy checks the rules of Magnum.
# A file that the operator set in local_settings.py stays. A file of the same name in Horizon's own
# conf folder takes precedence over this package's, so that rules can be changed without editing
# the package.

from pathlib import Path

import ldc_k8s_dashboard

for _setting, _file in (
    (POLICY_FILES, "container_infra_policy.yaml"),
    (DEFAULT_POLICY_FILES, "default_policies/container_infra.yaml"),
):
    _own = Path(POLICY_FILES_PATH, _file)
    _packaged = Path(ldc_k8s_dashboard.__file__).parent / "policies" / _file
    _setting.setdefault("container-infra", str(_own if _own.exists() else _packaged))
