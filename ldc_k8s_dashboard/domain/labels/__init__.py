# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum labels: text people write, what each label means, and the add-ons they switch."""
