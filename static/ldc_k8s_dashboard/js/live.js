/* Copyright the ldc_k8s_dashboard authors
   SPDX-License-Identifier: Apache-2.0

   Updates what is still in progress: data-live of an element is the URL of one
   request that returns all changes.  Each wait is a little longer than the one
   before, and no request is sent while the tab is hidden. */
(function () {
  "use strict";

  var WAIT_FACTOR = 1.2;
  var LONGEST_WAIT = 30; /* seconds */
  var RELOAD_INTERVAL = 5 * 60 * 1000; /* milliseconds */
  var timers = {};
  var waits = {};
  var requested = {}; /* the URL of the last request, by the id of the live element */
  var answered = ""; /* the id of the live element whose answer is being shown, or "" */
  var skipped = {}; /* the id of the live element, by the id of a row that was in use */
  var reloading = false;

  function schedule(element) {
    var id = element.id;
    window.clearTimeout(timers[id]);
    if (!element.getAttribute("data-live") || document.hidden) {
      return;
    }
    var first = parseFloat(element.getAttribute("data-live-seconds")) || 5;
    var wait = Math.min(Math.max(waits[id] || first, first), LONGEST_WAIT);
    waits[id] = wait * WAIT_FACTOR;
    timers[id] = window.setTimeout(function () { request(id); }, wait * 1000);
  }

  function request(id) {
    var element = document.getElementById(id);
    if (!element || !element.getAttribute("data-live")) {
      return;
    }
    requested[id] = element.getAttribute("data-live");
    window.htmx.ajax("GET", requested[id], { source: element, swap: "none" })
      .then(function () { afterRequest(id); }, function () { afterRequest(id); });
  }

  function afterRequest(id) {
    var element = document.getElementById(id);
    if (!element) {
      return;
    }
    if (element.getAttribute("data-live-done") && element.getAttribute("data-live-reload")) {
      reloadWhenIdle();
      return;
    }
    schedule(element);
  }

  /* The operation has ended and more than the live part has changed.  An open dialog,
     an open menu or a field in use delays the reload. */
  function reloadWhenIdle() {
    var active = document.activeElement;
    var typing = active && /^(INPUT|SELECT|TEXTAREA)$/.test(active.tagName);
    if (document.body.classList.contains("modal-open") || typing ||
        document.querySelector(".k8s-actions.open")) {
      window.setTimeout(reloadWhenIdle, 2000);
      return;
    }
    document.dispatchEvent(new window.CustomEvent("k8s:visit", {
      detail: { address: window.location.href, again: true }
    }));
  }

  function scheduleAll() {
    document.querySelectorAll("[data-live]").forEach(schedule);
  }

  document.addEventListener("DOMContentLoaded", scheduleAll);
  document.addEventListener("k8s:page", function () {
    waits = {};
    requested = {};
    skipped = {};
    scheduleAll();
  });
  document.addEventListener("visibilitychange", function () {
    waits = {};
    scheduleAll();
  });

  function inUse(row) {
    return row.contains(document.activeElement) || row.querySelector(".open");
  }

  /* Repeats the request for the rows that were in use when it was answered. */
  function catchUp() {
    window.setTimeout(function () {
      Object.keys(skipped).forEach(function (rowId) {
        var row = document.getElementById(rowId);
        var live = document.getElementById(skipped[rowId]);
        if (row && inUse(row)) {
          return;
        }
        if (row && live) {
          window.htmx.ajax("GET", requested[skipped[rowId]], { source: live, swap: "none" });
        }
        delete skipped[rowId];
      });
    }, 0);
  }

  document.addEventListener("focusout", catchUp);
  window.jQuery(document).on("hidden.bs.dropdown", catchUp);

  document.addEventListener("htmx:beforeSwap", function (event) {
    var source = event.detail.requestConfig.elt;
    answered = source.hasAttribute("data-live") ? source.id : "";
  });

  /* A row in use is not replaced; a ticked box stays ticked. */
  document.addEventListener("htmx:oobBeforeSwap", function (event) {
    var target = event.detail.target;
    if (target.hasAttribute("data-cluster") && inUse(target)) {
      event.detail.shouldSwap = false;
      if (answered) {
        skipped[target.id] = answered;
      }
      return;
    }
    var box = target.querySelector("input[type=checkbox]");
    var newBox = event.detail.fragment && event.detail.fragment.querySelector("input[type=checkbox]");
    if (box && newBox && box.checked) {
      newBox.setAttribute("checked", "");
    }
  });

  /* The login has ended.  Horizon's sign-in link would lead back to the fragment, but a
     reload of the page leads to the sign-in and back to the page.  The page reloads only
     once: if the part is refused again, a notice stands in its place. */
  document.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status !== 401 || reloading) {
      return;
    }
    reloading = mayReload();
    if (reloading) {
      window.location.reload();
    } else {
      showSignedOut(event.detail.target, event.detail.xhr.getResponseHeader("X-Horizon-Location"));
    }
  });

  /* Whether the page has not been reloaded for this just now.  A browser without storage
     cannot know, so it never reloads. */
  function mayReload() {
    var key = "ldc_k8s_dashboard.reloaded:" + window.location.pathname;
    try {
      var last = parseInt(window.sessionStorage.getItem(key), 10) || 0;
      window.sessionStorage.setItem(key, String(Date.now()));
      return Date.now() - last > RELOAD_INTERVAL;
    } catch {
      return false;
    }
  }

  /* In the place of the requested part, or above it where the user can have typed something. */
  function showSignedOut(target, signIn) {
    var place = target.querySelector(".modal-body") || target;
    var page = document.getElementById("k8s-page");
    if (!page || place.querySelector(".k8s-signed-out")) {
      return;
    }
    var notice = document.createElement("div");
    var link = document.createElement("a");
    notice.className = "alert alert-warning k8s-signed-out";
    notice.setAttribute("role", "alert");
    notice.textContent = page.getAttribute("data-signed-out") + " ";
    link.textContent = page.getAttribute("data-sign-in");
    link.href = signInAddress(signIn);
    notice.appendChild(link);
    if (!place.matches("form") && !place.querySelector("input, select, textarea")) {
      place.textContent = "";
    }
    place.removeAttribute("aria-busy");
    place.insertBefore(notice, place.firstChild);
  }

  /* The address of Horizon's sign-in, which leads back to this page. */
  function signInAddress(signIn) {
    var address = new window.URL(signIn || window.location.href, window.location.href);
    if (signIn) {
      address.searchParams.set("next", window.location.pathname + window.location.search);
    }
    return address.href;
  }
}());
