# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The build is described in setup.cfg; this file is here for tools that look for it."""

import setuptools

setuptools.setup()
