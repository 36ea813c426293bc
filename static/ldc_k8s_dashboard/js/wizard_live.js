/* Copyright the ldc_k8s_dashboard authors
   SPDX-License-Identifier: Apache-2.0

   What the launch wizard does while somebody types: the preview of the quotas, the
   filter of the templates, buttons that fill in fields.  Each of them works without
   this script too, by sending the form. */
(function () {
  "use strict";

  var QUIET = 300;

  /* --- does it fit? --- */

  /* One question once the typing has paused; hx-sync drops the answer to an older one. */
  function Preview(form) {
    var preview = form.querySelector("[data-preview]");
    var timer = null;

    function ask() {
      window.clearTimeout(timer);
      timer = window.setTimeout(function () {
        window.htmx.trigger(preview, "k8s:preview");
      }, QUIET);
    }

    form.addEventListener("input", function (event) {
      if (!event.target.matches("[data-find]")) { ask(); }
    });
    form.addEventListener("k8s:filled", ask);
  }

  /* --- which template? --- */

  function Filter(form) {
    var words = form.querySelector("input[data-find]");
    var version = form.querySelector("select[data-find]");
    var said = form.querySelector("[data-found]");
    var folded = form.querySelector("[data-unusable]");
    var cards = Array.prototype.slice.call(form.querySelectorAll("[data-card]"));
    if (!words || !version) { return; }

    function fits(card, wanted) {
      var about = card.getAttribute("data-words");
      return (!version.value || card.getAttribute("data-version") === version.value) &&
        wanted.every(function (word) { return about.indexOf(word) >= 0; });
    }

    function filter() {
      var wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
      var shown = 0;
      cards.forEach(function (card) {
        var there = fits(card, wanted) || card.querySelector("input").checked;
        card.hidden = !there;
        shown += there ? 1 : 0;
      });
      if (folded) {
        folded.hidden = !folded.querySelector("[data-card]:not([hidden])");
        folded.open = Boolean(wanted.length || version.value);
      }
      said.textContent = !wanted.length && !version.value ? "" : said.getAttribute("data-words")
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
      window.htmx.ajax("POST", form.getAttribute("data-refill"), {
        source: form, swap: "none", values: values
      }).then(function () { settle(button); });
    });

    /* The button may have gone with its step: its successor has the focus, else the news. */
    function settle(button) {
      if (!document.contains(button)) {
        var same = Array.prototype.find.call(
          form.querySelectorAll("[data-fills]"),
          function (one) { return one.name === button.name && one.value === button.value; }
        );
        var says = document.getElementById("launch-says");
        (same && same.offsetParent ? same : says).focus();
      }
      form.dispatchEvent(new CustomEvent("k8s:filled"));
    }
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("form[data-wizard]").forEach(function (form) {
      Preview(form);
      Filter(form);
      Fills(form);
    });
  });
}());
