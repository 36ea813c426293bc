/* Copyright the ldc_k8s_dashboard authors
   SPDX-License-Identifier: Apache-2.0

   The launch wizard's draft outlives a session that ends on the way.  It is kept in this
   tab (sessionStorage) for an hour at most, for the same person in the same project, until
   the cluster is launched or the person signs out, in whichever tab.  Text that could be a
   secret is never kept: of such a label only the name is. */
(function () {
  "use strict";

  var PLACE = "ldc_k8s_dashboard.launch";
  var SIGNED_OUT = "ldc_k8s_dashboard.signed_out"; /* in localStorage: tells the other tabs */
  var LONGEST = 60 * 60 * 1000; /* milliseconds */
  var QUIET = 300;
  var PRIVATE_KEY = /PRIVATE KEY|Private-Lines:/;
  /* A password in an address, such as that of a proxy. */
  var IN_ADDRESS = /[^\s\/=,:@]*:[^\s\/@]*@/;
  /* What a label can be that holds no secret: no word of secrets in the whole line, no
     characters of addresses with sign-in or signature, nothing as long as a token. */
  var SECRET = /pass|pwd|secret|token|credential|private|key|auth|bearer|signature|cookie|session/i;
  var PLAIN = /^[A-Za-z0-9._:\/+,-]{0,100}$/;
  var TOKEN = new RegExp("[A-Za-z0-9+_]{24,}|" +
    "(?=[A-Za-z0-9]*[a-z])(?=[A-Za-z0-9]*[A-Z])(?=[A-Za-z0-9]*[0-9])[A-Za-z0-9]{10,}");
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

  function isPlain(line) {
    var value = line.slice(line.indexOf("=") + 1).trim();
    return !SECRET.test(line) && PLAIN.test(value) && !TOKEN.test(value);
  }

  function withoutSecrets(name, value) {
    if (PRIVATE_KEY.test(value)) { return ""; }
    if (name !== "labels") { return IN_ADDRESS.test(value) ? "" : value; }
    return value.split(/\r?\n/).map(function (line) {
      if (isPlain(line)) { return line; }
      /* Several labels on a line: which of them holds a secret is hard to tell. */
      var label = line.slice(0, Math.max(0, line.indexOf("="))).trim();
      return /^[\w.-]{1,100}$/.test(label) ? label + "=" : "";
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
      owner: document.querySelector("[data-owner]").getAttribute("data-owner"),
      sent: sent,
      at: Date.now(),
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
    if (draft && draft.sent && !form.getAttribute("data-bound") && !launched(draft.key)) {
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

  /* A draft of somebody else, an old one, and one that has become a cluster are no use. */
  function forgetOthers() {
    var draft = read();
    var page = document.querySelector("[data-owner]");
    if (!draft) { return; }
    if (launched(draft.key) || !(Date.now() - draft.at < LONGEST) ||
        (page && page.getAttribute("data-owner") !== draft.owner)) {
      write(null);
    }
  }

  function signOut(event) {
    if (!event.target.closest("a[href*='/auth/logout'], form[action*='/auth/logout']")) { return; }
    write(null);
    try {
      window.localStorage.setItem(SIGNED_OUT, String(Date.now()));
    } catch (full) { /* The other tabs forget their drafts by their age. */ }
  }

  document.addEventListener("click", signOut, true);
  document.addEventListener("submit", signOut, true);
  window.addEventListener("storage", function (event) {
    if (event.key === SIGNED_OUT) { write(null); }
  });

  ["DOMContentLoaded", "k8s:page"].forEach(function (name) {
    document.addEventListener(name, function () {
      forgetOthers();
      document.querySelectorAll("form[data-wizard]").forEach(Draft);
    });
  });
}());
