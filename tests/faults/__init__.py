# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
