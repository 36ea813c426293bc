/* Copyright the ldc_k8s_dashboard authors
   SPDX-License-Identifier: Apache-2.0

   Follows what is still being worked on: an element with data-live names the
   URL of one request that brings all that changed.  The next request waits a
   little longer each time, and none is sent while the tab is hidden. */
(function () {
  "use strict";

  var SLOWER = 1.2;
  var LONGEST = 30;
  var RELOAD_AGAIN = 5 * 60 * 1000;
  var timers = {};
  var waits = {};
  var asked = {};
  var late = {};
  var leaving = false;

  function plan(element) {
    var id = element.id;
    window.clearTimeout(timers[id]);
    if (!element.getAttribute("data-live") || document.hidden) {
      return;
    }
    var first = parseFloat(element.getAttribute("data-live-seconds")) || 5;
    var wait = Math.min(Math.max(waits[id] || first, first), LONGEST);
    waits[id] = wait * SLOWER;
    timers[id] = window.setTimeout(function () { look(id); }, wait * 1000);
  }

  function look(id) {
    var element = document.getElementById(id);
    if (!element || !element.getAttribute("data-live")) {
      return;
    }
    asked[id] = element.getAttribute("data-live");
    window.htmx.ajax("GET", asked[id], { source: element, swap: "none" })
      .then(function () { next(id); }, function () { next(id); });
  }

  function next(id) {
    var element = document.getElementById(id);
    if (!element) {
      return;
    }
    if (element.getAttribute("data-live-done") && element.getAttribute("data-live-reload")) {
      reloadWhenIdle();
      return;
    }
    plan(element);
  }

  /* The work has ended and more than the live part has changed.  Nobody's dialog,
     open menu or half-typed field is taken away for it. */
  function reloadWhenIdle() {
    var active = document.activeElement;
    var typing = active && /^(INPUT|SELECT|TEXTAREA)$/.test(active.tagName);
    if (document.body.classList.contains("modal-open") || typing ||
        document.querySelector(".k8s-actions.open")) {
      window.setTimeout(reloadWhenIdle, 2000);
      return;
    }
    window.location.reload();
  }

  function planAll() {
    document.querySelectorAll("[data-live]").forEach(plan);
  }

  document.addEventListener("DOMContentLoaded", planAll);
  document.addEventListener("visibilitychange", function () {
    waits = {};
    planAll();
  });

  function inUse(row) {
    return row.contains(document.activeElement) || row.querySelector(".open");
  }

  /* A row that was in use when its news came: the same question again, once it is left. */
  function catchUp() {
    window.setTimeout(function () {
      Object.keys(late).forEach(function (rowId) {
        var row = document.getElementById(rowId);
        var live = document.getElementById(late[rowId]);
        if (row && inUse(row)) {
          return;
        }
        if (row && live) {
          window.htmx.ajax("GET", asked[late[rowId]], { source: live, swap: "none" });
        }
        delete late[rowId];
      });
    }, 0);
  }

  document.addEventListener("focusout", catchUp);
  window.jQuery(document).on("hidden.bs.dropdown", catchUp);

  /* A row in use stays as it is; a tick in its box is kept. */
  document.addEventListener("htmx:oobBeforeSwap", function (event) {
    var target = event.detail.target;
    if (target.hasAttribute("data-cluster") && inUse(target)) {
      event.detail.shouldSwap = false;
      late[target.id] = Object.keys(asked)[0];
      return;
    }
    var box = target.querySelector("input[type=checkbox]");
    var fresh = event.detail.fragment && event.detail.fragment.querySelector("input[type=checkbox]");
    if (box && fresh && box.checked) {
      fresh.setAttribute("checked", "");
    }
  });

  /* The login ended.  The sign-in that Horizon names would lead back to the fragment;
     the page itself, asked for again, leads to the sign-in and back to the page.  Once:
     where the page comes and a part of it is refused again, the part says so instead. */
  document.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status !== 401 || leaving) {
      return;
    }
    leaving = mayReload();
    if (leaving) {
      window.location.reload();
    } else {
      tellSignedOut(event.detail.target, event.detail.xhr.getResponseHeader("X-Horizon-Location"));
    }
  });

  /* Whether this page has not been loaded anew for it just now; a browser that keeps
     nothing could never know. */
  function mayReload() {
    var key = "ldc_k8s_dashboard.reloaded:" + window.location.pathname;
    try {
      var last = parseInt(window.sessionStorage.getItem(key), 10) || 0;
      window.sessionStorage.setItem(key, String(Date.now()));
      return Date.now() - last > RELOAD_AGAIN;
    } catch (error) {
      return false;
    }
  }

  /* In the place of what was asked for; above it where somebody may have typed something. */
  function tellSignedOut(target, signIn) {
    var place = target.querySelector(".modal-body") || target;
    var page = document.getElementById("k8s-page");
    if (!page || place.querySelector(".k8s-signed-out")) {
      return;
    }
    var told = document.createElement("div");
    var link = document.createElement("a");
    told.className = "alert alert-warning k8s-signed-out";
    told.setAttribute("role", "alert");
    told.textContent = page.getAttribute("data-signed-out") + " ";
    link.textContent = page.getAttribute("data-sign-in");
    link.href = backAfter(signIn);
    told.appendChild(link);
    if (!place.matches("form") && !place.querySelector("input, select, textarea")) {
      place.textContent = "";
    }
    place.removeAttribute("aria-busy");
    place.insertBefore(told, place.firstChild);
  }

  /* Horizon's sign-in, and from there back to this page. */
  function backAfter(signIn) {
    var address = new window.URL(signIn || window.location.href, window.location.href);
    if (signIn) {
      address.searchParams.set("next", window.location.pathname + window.location.search);
    }
    return address.href;
  }
}());
