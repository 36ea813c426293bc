/* Copyright the ldc_k8s_dashboard authors
   SPDX-License-Identifier: Apache-2.0

   A form in steps, one at a time.  Without this script all steps stand below
   each other and the form works the same; the server checks everything.

   form[data-wizard] holds sections [data-step] and an ordered list of links to
   them (.k8s-steps); a [data-part] in a section depends on the earlier steps
   and is fetched again (htmx) when they have changed.  One that holds [data-awaited]
   is being fetched by wizard_live.js: k8s:swapped and k8s:filled say that it is there. */
(function () {
  "use strict";

  /* As domain/private_keys.py has it. */
  var PRIVATE_KEY = /PRIVATE KEY|Private-Lines:/;

  function Wizard(form) {
    var steps = Array.prototype.slice.call(form.querySelectorAll("[data-step]"));
    var links = Array.prototype.slice.call(form.querySelectorAll(".k8s-steps a"));
    var back = form.querySelector("[data-back]");
    var next = form.querySelector("[data-next]");
    var checks = form.querySelectorAll("[data-check]");
    var launch = form.querySelector("[data-launch]");
    var current = 0;
    var wanted = null; /* the step to go to once those before it are there */

    function stepOf(element) {
      return steps.findIndex(function (step) { return step.contains(element); });
    }

    /* --- errors that the browser finds --- */

    function fieldsOf(step) {
      return Array.prototype.filter.call(
        step.querySelectorAll("input, select, textarea"),
        function (input) { return input.type !== "hidden" && !input.disabled; }
      );
    }

    function groupOf(input) {
      return input.closest("[data-field]") || input.parentElement;
    }

    function showError(input, text) {
      var group = groupOf(input);
      var id = (group.id || input.id) + "_browser";
      var error = document.createElement("p");
      error.className = "help-block k8s-browser-error";
      error.id = id;
      var sign = document.createElement("span");
      sign.className = "fa fa-times-circle";
      sign.setAttribute("aria-hidden", "true");
      error.append(sign, " " + text);
      clear(group);
      group.classList.add("has-error");
      var legend = group.querySelector("legend");
      (legend || input).insertAdjacentElement("afterend", error);
      input.setAttribute("aria-invalid", "true");
      var described = input.getAttribute("aria-describedby") || "";
      input.setAttribute("aria-describedby", (described + " " + id).trim());
    }

    function errorText(input) {
      var attribute = input.validity.valueMissing ? "data-missing" : "data-wrong";
      return input.getAttribute(attribute) || input.validationMessage;
    }

    function clear(group) {
      var error = group.querySelector(".k8s-browser-error");
      if (!error) { return; }
      error.remove();
      group.classList.remove("has-error");
      group.querySelectorAll("[aria-describedby~='" + error.id + "']").forEach(function (input) {
        input.removeAttribute("aria-invalid");
        var rest = input.getAttribute("aria-describedby").split(" ").filter(function (id) {
          return id !== error.id;
        });
        input.setAttribute("aria-describedby", rest.join(" "));
      });
    }

    /* Remove the server's error too: it was about another value. */
    function forget(group) {
      clear(group);
      var error = group.querySelector(".k8s-field-errors");
      if (!error) { return; }
      error.remove();
      group.classList.remove("has-error");
      group.querySelectorAll("[aria-invalid]").forEach(function (input) {
        input.removeAttribute("aria-invalid");
      });
    }

    /* A private key leaves the field at once, so that nothing sends it. */
    function takeOutPrivateKey(input) {
      var text = input.getAttribute("data-private-key");
      if (!text || !PRIVATE_KEY.test(input.value)) { return; }
      input.value = "";
      showError(input, text);
      groupOf(input).querySelector(".k8s-browser-error").setAttribute("role", "alert");
    }

    /* Show the errors of a step, and return the first field that has one. */
    function firstWrong(step) {
      var wrong = null;
      var checked = [];
      fieldsOf(step).forEach(function (input) {
        var group = groupOf(input);
        if (checked.indexOf(group) >= 0) { return; }
        clear(group);
        if (!input.checkValidity()) {
          checked.push(group);
          showError(input, errorText(input));
          wrong = wrong || input;
        }
      });
      return wrong;
    }

    /* --- moving --- */

    function snapshot(upTo) {
      var parts = [];
      steps.slice(0, upTo).forEach(function (step) {
        fieldsOf(step).forEach(function (input) {
          if ((input.type === "radio" || input.type === "checkbox") && !input.checked) { return; }
          parts.push(input.name + "=" + input.value);
        });
      });
      return parts.join("\n");
    }

    function isAwaited(step) {
      return step.querySelector("[data-awaited]") !== null;
    }

    /* Note what the parts were made of.  The review is made anew at each visit. */
    function mark() {
      steps.forEach(function (step, at) {
        var part = step.querySelector("[data-part]");
        if (part && !isAwaited(step) && step.id !== "step-review") {
          part.setAttribute("data-made-of", snapshot(at));
        }
      });
    }

    function refresh(index) {
      var part = steps[index].querySelector("[data-part]");
      var before = snapshot(index);
      if (!part || isAwaited(steps[index]) || !window.htmx || part.getAttribute("data-made-of") === before) { return; }
      part.setAttribute("data-made-of", before);
      part.setAttribute("aria-busy", "true");
      part.inert = true;
      /* A part that has just arrived may not listen yet. */
      window.htmx.process(part);
      window.htmx.trigger(part, "k8s:refresh");
    }

    /* The reason why a part could not be loaded is shown above the steps.  By default
       htmx shows nothing of a response that is not a success. */
    form.addEventListener("htmx:beforeSwap", function (event) {
      if (event.detail.xhr.getResponseHeader("HX-Retarget") === "#launch-notice") {
        event.detail.shouldSwap = true;
      }
    });

    form.addEventListener("htmx:afterRequest", function (event) {
      var part = event.target.closest("[data-part]");
      if (!part) { return; }
      part.removeAttribute("aria-busy");
      part.inert = false;
      if (event.detail.successful) {
        form.querySelectorAll("#launch-notice .alert-danger").forEach(function (error) {
          error.remove();
        });
      }
      if (event.detail.successful && steps[steps.length - 1].contains(part)) {
        /* The review lists what is still wrong; the summary of an earlier check is out of date. */
        form.querySelectorAll(".k8s-error-summary").forEach(function (error) { error.remove(); });
      }
      if (!event.detail.successful) {
        /* The old content stays, and is fetched again at the next visit.  The server
           checks everything in any case. */
        part.removeAttribute("data-made-of");
      }
    });

    function show(index, focus) {
      current = index;
      steps.forEach(function (step, at) { step.hidden = at !== index; });
      links.forEach(function (link, at) {
        if (at === index) { link.setAttribute("aria-current", "step"); }
        else { link.removeAttribute("aria-current"); }
        link.parentElement.classList.toggle("k8s-step-done", at < index);
      });
      back.hidden = index === 0;
      next.hidden = index === steps.length - 1;
      launch.hidden = index !== steps.length - 1;
      if (focus) {
        steps[index].querySelector("h2").focus();
        form.scrollIntoView();
      }
    }

    /* Go to a step; forwards only past steps that are there and have no errors. */
    function go(index) {
      wanted = null;
      for (var at = current; at < index; at += 1) {
        if (isAwaited(steps[at])) {
          wanted = index;
          if (at !== current) { show(at, true); }
          return;
        }
        var wrong = firstWrong(steps[at]);
        if (wrong) {
          show(at, false);
          wrong.focus();
          return;
        }
      }
      refresh(index);
      show(index, true);
    }

    function reveal(target) {
      var index = stepOf(target);
      if (index < 0) { return; }
      if (index !== current) { show(index, false); }
      var input = target.matches("input, select, textarea")
        ? target : target.querySelector("input:not([disabled]):not([type='hidden'])");
      (input || target).focus();
    }

    /* --- events --- */

    back.addEventListener("click", function () {
      wanted = null;
      show(current - 1, true);
    });
    next.addEventListener("click", function () { go(current + 1); });
    links.forEach(function (link, index) {
      link.addEventListener("click", function (event) {
        event.preventDefault();
        wanted = null;
        if (index < current) { show(index, true); } else if (index > current) { go(index); }
      });
    });

    form.addEventListener("click", function (event) {
      var link = event.target.closest("a[href^='#id_']");
      var target = link && document.getElementById(link.getAttribute("href").slice(1));
      if (target) {
        event.preventDefault();
        reveal(target);
      }
    });

    form.addEventListener("input", function (event) {
      var input = event.target;
      /* What was taken out is spoken of until something else is typed. */
      if (input.value || !input.hasAttribute("data-private-key")) { forget(groupOf(input)); }
      takeOutPrivateKey(input);
    });

    form.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && event.target.matches("input, select")) {
        event.preventDefault();
        if (!event.target.matches("[data-find]") && current < steps.length - 1) { go(current + 1); }
      }
    });

    form.addEventListener("submit", function (event) {
      if (event.submitter !== launch) { return; }
      for (var at = 0; at < steps.length; at += 1) {
        var wrong = firstWrong(steps[at]);
        if (wrong) {
          event.preventDefault();
          event.stopPropagation();
          show(at, false);
          wrong.focus();
          return;
        }
      }
    });

    /* The parts that a request of the whole form brings are made of what it sent. */
    var sent = null;
    form.addEventListener("htmx:beforeRequest", function (event) {
      if (event.target === form) { sent = snapshot(1); }
    });
    form.addEventListener("k8s:swapped", function () {
      if (sent === snapshot(1)) { mark(); }
    });

    /* The quota of clusters is read with the later steps. */
    form.addEventListener("k8s:filled", function () {
      launch.disabled = form.querySelector("[data-full]") !== null;
      if (wanted !== null) { go(wanted); } else { refresh(current); }
    });

    /* --- start --- */

    form.classList.add("k8s-wizard");
    checks.forEach(function (button) { button.hidden = true; });
    mark();
    var bad = form.getAttribute("data-first-step");
    var first = bad ? steps.findIndex(function (step) { return step.id === "step-" + bad; }) : 0;
    var summary = form.querySelector(".k8s-error-summary");
    show(Math.max(first, 0), false);
    if (summary) { summary.focus(); }
  }

  ["DOMContentLoaded", "k8s:page"].forEach(function (name) {
    document.addEventListener(name, function () {
      document.querySelectorAll("form[data-wizard]").forEach(function (form) { Wizard(form); });
    });
  });
}());
