/* Copyright the ldc_k8s_dashboard authors
   SPDX-License-Identifier: Apache-2.0

   A button with data-copy="the id of an element" copies that element's text and reports
   it in data-copy-status beside it.  Without a script such buttons stay hidden. */
(function () {
  "use strict";

  function showCopyButtons(root) {
    root.querySelectorAll("[data-copy]").forEach(function (button) { button.hidden = false; });
  }

  function select(element) {
    var range = document.createRange();
    range.selectNodeContents(element);
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  /* Without TLS a browser gives scripts no clipboard, only execCommand. */
  function copy(element) {
    if (window.navigator.clipboard && window.isSecureContext) {
      return window.navigator.clipboard.writeText(element.textContent);
    }
    select(element);
    return document.execCommand("copy") ? Promise.resolve() :
      Promise.reject(new Error("The browser copies nothing."));
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (!button) { return; }
    var element = document.getElementById(button.getAttribute("data-copy"));
    var status = button.parentElement.querySelector("[data-copy-status]");
    copy(element).then(function () {
      status.textContent = button.getAttribute("data-copied");
    }, function () {
      select(element);
      status.textContent = button.getAttribute("data-not-copied");
    });
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    showCopyButtons(event.target);
  });

  ["DOMContentLoaded", "k8s:page"].forEach(function (name) {
    document.addEventListener(name, function () { showCopyButtons(document); });
  });
}());
