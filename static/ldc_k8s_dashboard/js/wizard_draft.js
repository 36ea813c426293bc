/* Copyright the ldc_k8s_dashboard authors
   SPDX-License-Identifier: Apache-2.0

   The launch wizard's draft outlives a session that ends on the way.  It is kept in this
   tab (sessionStorage), for the same person in the same project, until the cluster is
   launched.  Text that looks like a secret is never kept. */
(function () {
  "use strict";

  var PLACE = "ldc_k8s_dashboard.launch";
  var QUIET = 300;
  /* A label's name starts a line, or follows a comma on a line with several. */
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
      /* This browser keeps nothing: the form works, without a draft. */
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
      /* A text that stands beside its field a second time is not cleaned of secrets. */
      if (typeof value === "string" && OURS.indexOf(name) < 0 && name.indexOf("exact-") !== 0) {
        values[name] = withoutSecrets(name, value);
      }
    });
    return values;
  }

  function launched(key) {
    return document.cookie.split("; ").indexOf("k8s_launched=" + key) >= 0;
  }

  /* `sent`: the form was being submitted. */
  function keep(form, sent) {
    write({
      key: form.elements.once.value,
      owner: form.getAttribute("data-draft-owner"),
      sent: sent,
      values: valuesOf(form)
    });
  }

  /* Let the server show the form with these values, as after any mistake. */
  function restore(form, draft) {
    var copy = document.createElement("form");
    copy.method = "post";
    copy.action = form.action;
    copy.hidden = true;
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
      copy.append(input);
    });
    document.body.append(copy);
    copy.submit();
  }

  function Draft(form) {
    var draft = read();
    if (draft && draft.sent && draft.owner === form.getAttribute("data-draft-owner") &&
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
    /* The session has ended: live.js takes the page to the sign-in. */
    form.addEventListener("htmx:responseError", function (event) {
      if (event.detail.xhr.status === 401) {
        window.clearTimeout(timer);
        keep(form, true);
      }
    });
  }

  ["DOMContentLoaded", "k8s:page"].forEach(function (name) {
    document.addEventListener(name, function () {
      var draft = read();
      if (draft && launched(draft.key)) { write(null); }
      document.querySelectorAll("form[data-wizard]").forEach(Draft);
    });
  });
}());
