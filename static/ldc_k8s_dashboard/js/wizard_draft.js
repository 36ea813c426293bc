/* Copyright the ldc_k8s_dashboard authors
   SPDX-License-Identifier: Apache-2.0

   What was typed into the launch wizard outlives a session that ends on the way: it is
   kept in this tab (sessionStorage), for the same person in the same project, until the
   cluster is launched.  What looks like a secret is never kept. */
(function () {
  "use strict";

  var PLACE = "ldc_k8s_dashboard.launch";
  var QUIET = 300;
  /* A label's name stands at the start of a line, or behind a comma on one with several. */
  var SECRET = /(^|,)[^=,]*(pass|secret|token|credential|private|_key|api-?key)[^=,]*=/i;
  var PRIVATE_KEY = /PRIVATE KEY|Private-Lines:/;
  /* A password in an address, such as that of a proxy. */
  var IN_ADDRESS = /:\/\/[^\/\s]*:[^\/\s]*@/;
  var OURS = ["csrfmiddlewaretoken", "once", "intent", "find", "find_version"];

  function read() {
    try {
      return JSON.parse(window.sessionStorage.getItem(PLACE));
    } catch (broken) {
      return null;
    }
  }

  function write(draft) {
    try {
      if (draft) {
        window.sessionStorage.setItem(PLACE, JSON.stringify(draft));
      } else {
        window.sessionStorage.removeItem(PLACE);
      }
    } catch (full) {
      /* A browser that keeps nothing: the form works, only this net is missing. */
    }
  }

  function withoutSecrets(name, value) {
    if (PRIVATE_KEY.test(value)) { return ""; }
    if (name !== "labels") { return IN_ADDRESS.test(value) ? "" : value; }
    return value.split(/\r?\n/).filter(function (line) {
      return !SECRET.test(line) && !IN_ADDRESS.test(line);
    }).join("\n");
  }

  function valuesOf(form) {
    var values = {};
    new window.FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && OURS.indexOf(name) < 0) {
        values[name] = withoutSecrets(name, value);
      }
    });
    return values;
  }

  function launched(key) {
    return document.cookie.split("; ").indexOf("k8s_launched=" + key) >= 0;
  }

  /* `sent`: the form was on its way when it was last heard of. */
  function keep(form, sent) {
    write({
      key: form.elements.once.value,
      whose: form.getAttribute("data-whose"),
      sent: sent,
      values: valuesOf(form)
    });
  }

  /* The server shows the form with these values, as it does after any mistake. */
  function restore(form, draft) {
    var again = document.createElement("form");
    again.method = "post";
    again.action = form.action;
    again.hidden = true;
    var values = Object.assign({}, draft.values, {
      intent: "restore",
      once: form.elements.once.value,
      csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value
    });
    Object.keys(values).forEach(function (name) {
      var input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = values[name];
      again.append(input);
    });
    document.body.append(again);
    again.submit();
  }

  function Draft(form) {
    var draft = read();
    if (draft && draft.sent && draft.whose === form.getAttribute("data-whose") &&
        !form.getAttribute("data-bound") && !launched(draft.key)) {
      draft.sent = false;
      write(draft);
      restore(form, draft);
      return;
    }
    keep(form, false);
    var timer = null;
    form.addEventListener("input", function () {
      window.clearTimeout(timer);
      timer = window.setTimeout(function () { keep(form, false); }, QUIET);
    });
    form.addEventListener("submit", function (event) {
      if (!event.defaultPrevented) {
        window.clearTimeout(timer);
        keep(form, true);
      }
    });
    /* A part of the page was refused: live.js takes the page to the sign-in. */
    form.addEventListener("htmx:responseError", function (event) {
      if (event.detail.xhr.status === 401) {
        window.clearTimeout(timer);
        keep(form, true);
      }
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    var draft = read();
    if (draft && launched(draft.key)) { write(null); }
    document.querySelectorAll("form[data-wizard]").forEach(Draft);
  });
}());
