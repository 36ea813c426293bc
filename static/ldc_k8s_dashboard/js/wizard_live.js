/* Copyright the ldc_k8s_dashboard authors
   SPDX-License-Identifier: Apache-2.0

   What the launch wizard does while a person types: the preview of the quotas, the
   filter of the templates, buttons that fill in fields.  Each of them also works
   without this script, by submitting the form. */
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
    var words = form.querySelector("input[data-find]");
    var version = form.querySelector("select[data-find]");
    var count = form.querySelector("[data-found]");
    var folded = form.querySelector("[data-unusable]");
    var cards = Array.prototype.slice.call(form.querySelectorAll("[data-card]"));
    if (!words || !version) { return; }

    function matches(card, wanted) {
      var about = card.getAttribute("data-words");
      return (!version.value || card.getAttribute("data-version") === version.value) &&
        wanted.every(function (word) { return about.indexOf(word) >= 0; });
    }

    function filter() {
      var wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
      var shown = 0;
      cards.forEach(function (card) {
        var isShown = matches(card, wanted) || card.querySelector("input").checked;
        card.hidden = !isShown;
        shown += isShown ? 1 : 0;
      });
      if (folded) {
        folded.hidden = !folded.querySelector("[data-card]:not([hidden])");
        folded.open = Boolean(wanted.length || version.value);
      }
      count.textContent = !wanted.length && !version.value ? "" : count.getAttribute("data-text")
        .replace("%(shown)s", shown).replace("%(all)s", cards.length);
    }

    form.querySelector("[data-find-button]").hidden = true;
    [words, version].forEach(function (field) { field.addEventListener("input", filter); });
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

  ["DOMContentLoaded", "k8s:page"].forEach(function (name) {
    document.addEventListener(name, function () {
      document.querySelectorAll("form[data-wizard]").forEach(function (form) {
        Preview(form);
        Filter(form);
        Fills(form);
      });
    });
  });
}());
