/* Copyright the ldc_k8s_dashboard authors
   SPDX-License-Identifier: Apache-2.0

   Clicks inside: from one of our pages to another only the content comes.  Links that lead
   to our pages are marked for htmx (hx-boost), in the content and in Horizon's menu alike;
   everything else stays a link as it was.  Address, title, history, the menu's mark,
   messages and focus follow as with a whole page.  An answer that is not content alone,
   such as the sign-in, is loaded as a whole page.

   Other scripts lead to a page by the event k8s:visit, with its address in detail.address;
   with detail.again the same page is shown as it is now, where it is scrolled to. */
(function () {
  "use strict";

  var COLUMN = "k8s-content";
  var MARK = "X-K8s-Content";
  var prefixes = [];

  function column() {
    return document.getElementById(COLUMN);
  }

  function isOurs(address) {
    var url = new window.URL(address, window.location.href);
    return url.origin === window.location.origin && prefixes.some(function (prefix) {
      return url.pathname.indexOf(prefix) === 0;
    });
  }

  /* Links that open a dialog, a menu, another tab or a file are no steps to another page. */
  function isStep(link) {
    return isOurs(link.href) && link.getAttribute("href").charAt(0) !== "#" &&
      (!link.target || link.target === "_self") &&
      !link.matches(".ajax-modal, [download], [data-toggle], [data-dismiss]");
  }

  function isStepForm(form) {
    return form.method === "get" && !form.hasAttribute("hx-get") && isOurs(form.action);
  }

  function boost(element) {
    element.setAttribute("hx-boost", "true");
    element.setAttribute("hx-target", "#" + COLUMN);
    element.setAttribute("hx-swap", "innerHTML show:window:top");
    /* One page at a time: a click ends what is under way.  A refresh that came first would
       take the clicked link away, and htmx would forget that it was a step. */
    element.setAttribute("hx-sync", "#" + COLUMN + ":replace");
    /* A form's menus have links to dialogs, which are no steps to another page. */
    element.setAttribute("hx-disinherit", "*");
    /* Horizon would lay a spinner over the page, and nothing would take it away. */
    element.classList.remove("openstack-spin");
    window.htmx.process(element);
  }

  function boostWithin(root) {
    root.querySelectorAll("a[href]").forEach(function (link) {
      if (isStep(link)) { boost(link); }
    });
    root.querySelectorAll("form").forEach(function (form) {
      if (isStepForm(form)) { boost(form); }
    });
  }

  /* The menu's entry with the longest path that this page lies under. */
  function markMenu() {
    var best = null;
    document.querySelectorAll("#sidebar a.openstack-panel[href]").forEach(function (link) {
      link.classList.remove("active");
      if (window.location.pathname.indexOf(link.pathname) === 0 &&
          (!best || link.pathname.length > best.pathname.length)) {
        best = link;
      }
    });
    if (best) { best.classList.add("active"); }
    document.querySelectorAll("#sidebar, #sidebar-mask").forEach(function (element) {
      element.classList.remove("on-screen");
    });
  }

  /* Horizon shows messages above the menu: they move from the content to that place. */
  function showMessages(root) {
    var fresh = root.querySelector(".messages");
    var place = document.querySelector("#main_content > .messages");
    if (!fresh || !place) { return; }
    place.querySelectorAll(".alert").forEach(function (alert) { alert.remove(); });
    fresh.querySelectorAll(".alert").forEach(function (alert) { place.appendChild(alert); });
    fresh.remove();
  }

  /* Where a whole page would begin: the heading takes the focus, so that a screen reader
     reads it and the next Tab goes into the page. */
  function focusHeading(root) {
    var errors = root.querySelector(".k8s-error-summary");
    var heading = errors || root.querySelector("h1");
    if (!heading) { return; }
    heading.setAttribute("tabindex", "-1");
    heading.focus({ preventScroll: true });
  }

  /* `again`: it is the page that was shown before, and what has the focus keeps it. */
  function arrived(again) {
    var content = column();
    showMessages(content);
    markMenu();
    boostWithin(content);
    document.dispatchEvent(new window.CustomEvent("k8s:page"));
    if (!again || document.activeElement === document.body) { focusHeading(content); }
  }

  function visit(address, again) {
    var content = column();
    if (!content || !isOurs(address)) {
      window.location.assign(address);
      return;
    }
    var link = document.createElement("a");
    link.href = address;
    link.hidden = true;
    content.appendChild(link);
    boost(link);
    if (link.href === window.location.href) { link.setAttribute("hx-push-url", "false"); }
    if (again) {
      link.setAttribute("data-again", "true");
      link.setAttribute("hx-sync", "#" + COLUMN + ":drop");
      link.setAttribute("hx-swap", "innerHTML");
    }
    link.click();
  }

  document.addEventListener("k8s:visit", function (event) {
    visit(event.detail.address, event.detail.again);
  });

  function isContentAlone(xhr) {
    return xhr.getResponseHeader(MARK) === "alone";
  }

  function start() {
    var page = document.getElementById("k8s-page");
    if (!page || !window.htmx) { return; }
    prefixes = page.getAttribute("data-panels").split(" ");
    page.parentElement.id = COLUMN;
    page.parentElement.setAttribute("hx-history-elt", "");
    boostWithin(page.parentElement);
    document.querySelectorAll("#sidebar a[href]").forEach(function (link) {
      if (isStep(link)) { boost(link); }
    });
  }

  document.addEventListener("DOMContentLoaded", start);

  /* AngularJS takes a step in the history for a route of its own, finds none and puts the
     address of the first page back: such a step is htmx's alone. */
  window.addEventListener("popstate", function (event) {
    if (event.state && event.state.htmx && window.onpopstate) {
      event.stopImmediatePropagation();
      window.onpopstate(event);
    }
  }, true);

  /* It is a page, no part of one: Horizon treats it as such (sign-in, time zone). */
  document.addEventListener("htmx:configRequest", function (event) {
    if (event.detail.boosted) { delete event.detail.headers["X-Requested-With"]; }
  });

  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.boosted) { column().setAttribute("aria-busy", "true"); }
  });

  /* A problem page is shown in place; what is no page of ours is loaded as what it is. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    var detail = event.detail;
    if (!detail.boosted) { return; }
    column().removeAttribute("aria-busy");
    if (isContentAlone(detail.xhr)) {
      detail.shouldSwap = true;
      detail.isError = false;
      return;
    }
    detail.shouldSwap = false;
    window.location.assign(detail.xhr.responseURL || detail.pathInfo.finalRequestPath);
  });

  document.addEventListener("htmx:sendError", function (event) {
    if (event.detail.boosted) {
      window.location.assign(event.detail.pathInfo.finalRequestPath);
    }
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.detail.boosted && event.detail.target.id === COLUMN) {
      arrived(event.detail.requestConfig.elt.hasAttribute("data-again"));
    }
  });

  /* Back and forward: the page is asked for again, for it may have changed. */
  document.addEventListener("htmx:historyCacheMissLoad", function (event) {
    if (!isContentAlone(event.detail.xhr)) { window.location.reload(); }
  });
  document.addEventListener("htmx:historyCacheMissLoadError", function () {
    window.location.reload();
  });
  document.addEventListener("htmx:historyRestore", function () { arrived(false); });

  /* The same page with what was late. */
  document.addEventListener("k8s:completed", function (event) { boostWithin(event.detail.page); });
}());
