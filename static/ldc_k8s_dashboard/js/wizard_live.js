/* Copyright the ldc_k8s_dashboard authors
   SPDX-License-Identifier: Apache-2.0

   What the launch wizard does while a person types: the preview of the quotas, the
   filter of the templates, buttons that fill in fields, lists that come late.  Each of
   them also works without this script, by submitting the form or by a link. */
(function () {
  "use strict";

  var QUIET = 300;

  /* --- does it fit? --- */

  /* One request once the typing has paused; hx-sync drops the answer to an older one. */
  function Preview(form) {
    var preview = form.querySelector("[data-preview]");
    var timer = null;

    function request() {
      window.clearTimeout(timer);
      timer = window.setTimeout(function () {
        window.htmx.trigger(preview, "k8s:preview");
      }, QUIET);
    }

    form.addEventListener("input", function (event) {
      if (!event.target.matches("[data-find]")) { request(); }
    });
    form.addEventListener("k8s:filled", request);
  }

  /* --- which template? --- */

  function Filter(form) {
    function matches(card, wanted, version) {
      var about = card.getAttribute("data-words");
      return (!version || card.getAttribute("data-version") === version) &&
        wanted.every(function (word) { return about.indexOf(word) >= 0; });
    }

    function filter() {
      var words = form.querySelector("input[data-find]");
      var version = form.querySelector("select[data-find]");
      var count = form.querySelector("[data-found]");
      var cards = form.querySelectorAll("[data-card]");
      var wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
      var shown = 0;
      cards.forEach(function (card) {
        var isShown = matches(card, wanted, version.value) || card.querySelector("input").checked;
        card.hidden = !isShown;
        shown += isShown ? 1 : 0;
      });
      form.querySelectorAll("[data-fold]").forEach(function (fold) {
        fold.hidden = !fold.querySelector("[data-card]:not([hidden])");
        fold.open = Boolean(wanted.length || version.value);
      });
      count.textContent = !wanted.length && !version.value ? "" : count.getAttribute("data-text")
        .replace("%(shown)s", shown).replace("%(all)s", cards.length);
    }

    function hideButton() {
      form.querySelectorAll("[data-find-button]").forEach(function (button) {
        button.hidden = true;
      });
    }

    hideButton();
    form.addEventListener("k8s:filled", hideButton);
    form.addEventListener("input", function (event) {
      if (event.target.matches("[data-find]")) { filter(); }
    });
  }

  /* --- buttons that fill in fields --- */

  function Fills(form) {
    form.addEventListener("click", function (event) {
      var button = event.target.closest("[data-fills]");
      if (!button || !window.htmx) { return; }
      event.preventDefault();
      var values = {};
      values[button.name] = button.value;
      window.htmx.ajax("POST", form.getAttribute("data-fill-url"), {
        source: form, swap: "none", values: values
      }).then(function () { settle(button); });
    });

    /* The button can be gone with its step: focus the new one, else the notice. */
    function settle(button) {
      form.dispatchEvent(new CustomEvent("k8s:swapped"));
      if (!document.contains(button)) {
        var successor = Array.prototype.find.call(
          form.querySelectorAll("[data-fills]"),
          function (each) { return each.name === button.name && each.value === button.value; }
        );
        var notice = document.getElementById("launch-notice");
        (successor && successor.offsetParent ? successor : notice).focus();
      }
      form.dispatchEvent(new CustomEvent("k8s:filled"));
    }
  }

  /* --- lists and steps that follow --- */

  /* Wait for the lists that are late, then show the steps with them.  What is typed between
     the request for the steps and its answer is put back. */
  function Completion(form) {
    var facts = form.getAttribute("data-facts-url");
    var url = form.getAttribute("data-complete-url");
    if (!url || !window.htmx) { return; }
    form.removeAttribute("data-complete-url");
    var typed = {};

    function note(event) {
      if (event.target.id) { typed[event.target.id] = event.target.value; }
    }

    function putBack() {
      Object.keys(typed).forEach(function (id) {
        var field = document.getElementById(id);
        if (!field) { return; }
        if (field.matches("[type=radio], [type=checkbox]")) { field.checked = true; }
        else { field.value = typed[id]; }
      });
    }

    /* A step that did not come is fetched when it is opened. */
    function finish() {
      form.removeEventListener("input", note);
      form.querySelectorAll("[data-awaited]").forEach(function (sign) { sign.remove(); });
      putBack();
      var late = document.getElementById("launch-late");
      if (late) { late.remove(); }
      form.dispatchEvent(new CustomEvent("k8s:filled"));
    }

    function complete() {
      if (!form.isConnected) { return; }
      form.addEventListener("input", note);
      window.htmx.ajax("POST", url, {
        source: form, swap: "none"
      }).then(function () {
        form.dispatchEvent(new CustomEvent("k8s:swapped"));
      }).catch(function () { /* Not reached: the steps are asked for one by one. */ }).then(finish);
    }

    if (!facts) {
      complete();
      return;
    }
    window.fetch(facts, {
      credentials: "same-origin", headers: { "X-Requested-With": "XMLHttpRequest" }
    }).then(function (response) {
      if (response.ok) { complete(); }
    }).catch(function () { /* The link on the page loads it as a whole. */ });
  }

  ["DOMContentLoaded", "k8s:page"].forEach(function (name) {
    document.addEventListener(name, function () {
      document.querySelectorAll("form[data-wizard]").forEach(function (form) {
        Preview(form);
        Filter(form);
        Fills(form);
        Completion(form);
      });
    });
  });
}());
