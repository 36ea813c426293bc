# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The demo: the embedded cloud, and Horizon with this plugin in front of it, in one command.

Standard library only, since it runs before anything is installed. ``python -m demo --help``.
"""
