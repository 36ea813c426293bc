/* Copyright the ldc_k8s_dashboard authors
   SPDX-License-Identifier: Apache-2.0

   Dialogs and forms.  Horizon's script opens a dialog (class ajax-modal); this
   script handles what follows.  Horizon would put each answer into a further modal and
   leave the old one, with the same ids, in the page. */
(function () {
  "use strict";

  var opener = null;

  function focusFirst(dialog) {
    var target = dialog.querySelector(".k8s-error-summary") ||
      dialog.querySelector(".modal-body input:not([type=hidden]):not([disabled]), " +
        ".modal-body select, .modal-body textarea") ||
      dialog.querySelector(".modal-footer .btn");
    if (target) {
      target.focus();
    }
  }

  function prepare(modal) {
    var dialog = modal && modal.jquery ? modal[0] : modal;
    if (!dialog || !dialog.classList || !dialog.classList.contains("k8s")) {
      return;
    }
    window.htmx.process(dialog);
    /* htmx has sent the form; Horizon's handler at the document must not send it again. */
    dialog.addEventListener("submit", function (event) { event.stopPropagation(); });
    dialog.addEventListener("htmx:afterSettle", function () { focusFirst(dialog); });
    window.jQuery(dialog)
      .on("shown.bs.modal", function () { focusFirst(dialog); })
      .on("hidden.bs.modal", function () {
        dialog.remove();
        if (opener && document.contains(opener)) {
          opener.focus();
        }
      });
  }

  if (window.horizon && window.horizon.modals) {
    window.horizon.modals.addModalInitFunction(prepare);
  }

  /* The element that gets the focus back: the menu's button, since the menu closes. */
  document.addEventListener("click", function (event) {
    var link = event.target.closest(".k8s-page-header .ajax-modal, .k8s .ajax-modal");
    if (link) {
      var menu = link.closest(".dropdown-menu");
      opener = menu ? menu.parentNode.querySelector(".dropdown-toggle") : link;
    }
  }, true);

  /* Success: Horizon's middleware turns the redirect of an AJAX answer into a header. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    var address = event.detail.xhr.getResponseHeader("X-Horizon-Location");
    if (address && event.detail.xhr.status !== 401) {
      event.detail.shouldSwap = false;
      leaveFor(event.target.closest(".modal.k8s"), address);
    }
  });

  /* The page that a dialog leads to shows its message and takes the focus. */
  function leaveFor(dialog, address) {
    opener = null;
    if (dialog) {
      /* Without its fading it is gone before the page takes the focus. */
      dialog.classList.remove("fade");
      window.jQuery(dialog).modal("hide");
    }
    document.dispatchEvent(new window.CustomEvent("k8s:visit", { detail: { address: address } }));
  }

  /* No answer, or an unusable one: report it inside the dialog. */
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var dialog = event.target.closest(".modal.k8s");
      if (dialog && event.detail.xhr.status !== 401) {
        var notice = dialog.querySelector("[data-failed]");
        notice.hidden = false;
        notice.focus();
      }
    });
  });

  /* AngularJS treats links within a page as its routes, so the links of the error
     summary need a handler. */
  document.addEventListener("click", function (event) {
    var link = event.target.closest(".k8s-dialog .k8s-error-summary a[href^='#']");
    var field = link && document.getElementById(link.getAttribute("href").slice(1));
    if (field) {
      event.preventDefault();
      field.focus();
    }
  });

  /* A second click does not send a form again. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches("form.k8s-dialog-page, form[data-once]")) {
      return;
    }
    if (form.getAttribute("data-sent")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("data-sent", "true");
  });

  /* After the back button the form can be sent again. */
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      form.removeAttribute("data-sent");
    });
  });

  document.addEventListener("DOMContentLoaded", function () {
    var errors = document.querySelector("#k8s-page .k8s-error-summary");
    if (errors) {
      errors.focus();
    }
  });
}());
