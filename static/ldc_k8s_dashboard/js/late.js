/* Copyright the ldc_k8s_dashboard authors
   SPDX-License-Identifier: Apache-2.0

   Completes a page that was shown without what was late: loads it once more with everything
   (data-late) and puts the result in its place.  Focus, and what a person has open, stay. */
(function () {
  "use strict";

  var PAGE = "k8s-page";
  var PAUSE = 500; /* milliseconds between two looks at whether the page is in use */

  function isInUse(page) {
    var active = document.activeElement;
    return (page.contains(active) && /^(INPUT|SELECT|TEXTAREA)$/.test(active.tagName)) ||
      page.querySelector(".open > .dropdown-menu") !== null ||
      document.body.classList.contains("modal-open") ||
      page.closest("[aria-busy=true]") !== null;
  }

  /* The same element in the fresh page: by its id, or by where it leads. */
  function twinOf(element, fresh) {
    if (element.id) { return fresh.querySelector("#" + window.CSS.escape(element.id)); }
    var href = element.getAttribute("href");
    return href && fresh.querySelector('a[href="' + window.CSS.escape(href) + '"]');
  }

  function show(page, fresh) {
    if (!page.isConnected) { return; }
    if (isInUse(page)) {
      window.setTimeout(function () { show(page, fresh); }, PAUSE);
      return;
    }
    var active = document.activeElement;
    var focused = page.contains(active) ? twinOf(active, fresh) : null;
    page.replaceWith(fresh);
    window.htmx.process(fresh);
    document.dispatchEvent(new window.CustomEvent("k8s:completed", { detail: { page: fresh } }));
    document.dispatchEvent(new window.CustomEvent("k8s:page"));
    if (focused) { focused.focus({ preventScroll: true }); }
  }

  function complete(late) {
    var page = document.getElementById(PAGE);
    window.fetch(late.getAttribute("data-late"), {
      credentials: "same-origin",
      headers: { "HX-Request": "true", "HX-Boosted": "true" }
    }).then(function (response) {
      return response.headers.get("X-K8s-Content") === "alone" ? response.text() : null;
    }).then(function (text) {
      var loaded = text && new window.DOMParser().parseFromString(text, "text/html");
      var fresh = loaded && loaded.getElementById(PAGE);
      if (fresh) { show(page, document.adoptNode(fresh)); }
    }).catch(function () { /* The link on the page loads it as a whole. */ });
  }

  function start() {
    var late = document.querySelector("#" + PAGE + " > [data-late]");
    if (late) { complete(late); }
  }

  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("k8s:page", start);
}());
