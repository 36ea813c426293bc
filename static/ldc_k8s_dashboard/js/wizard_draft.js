/* Copyright the ldc_k8s_dashboard authors
   SPDX-License-Identifier: Apache-2.0

   The launch wizard's draft outlives a login that ends on the way: whoever signs in again
   finds what they had entered.  It is in this tab (sessionStorage) until the cluster is
   launched, the person signs out in whichever tab, somebody else signs in, or an hour has
   passed.

   It is encrypted.  The key comes with the form, to the same person in the same project
   alone (content/clusters/launch/draft.py); nobody else can read what is left in the tab.
   A browser without WebCrypto, as over plain HTTP, keeps no draft.  What may be a secret
   is left out all the same, by the rule that the form brings (domain/launch/draft.py). */
(function () {
  "use strict";

  var PLACE = "ldc_k8s_dashboard.launch";
  var SIGNED_OUT = "ldc_k8s_dashboard.signed_out"; /* in localStorage: tells the other tabs */
  var QUIET = 300; /* milliseconds without typing */
  var LIFETIME = 60 * 60 * 1000; /* milliseconds */
  var OURS = ["csrfmiddlewaretoken", "once", "intent", "find", "find_version"];
  var NAMES = ["name", "new_key_name"];
  var CIPHER = "AES-GCM";
  /* Text that a person types.  What is chosen or counted holds no secret. */
  var TYPED = "textarea, input:not([type]), input[type=text], input[type=search]";

  /* --- the place --- */

  function read() {
    try {
      return JSON.parse(window.sessionStorage.getItem(PLACE));
    } catch {
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
    } catch {
      /* This browser keeps nothing: the form works, without a draft. */
    }
  }

  /* --- what may be kept --- */

  function Rule(form) {
    var rule = JSON.parse(form.getAttribute("data-draft-rule"));
    var secretWord = new RegExp(rule.secretWord, "i");
    var name = new RegExp("^(?:" + rule.name + ")$");
    var nameAlone = new RegExp(rule.nameAlone);
    var piece = new RegExp("^(?:" + rule.piece + ")$");
    var givenName = new RegExp("^(?:" + rule.givenName + ")$");
    var between = new RegExp(rule.between);
    var publicKey = new RegExp("^(?:" + rule.publicKey + ")");

    function isHarmless(text) {
      return text.length <= rule.longestLine && !secretWord.test(text) &&
        text.trim().split(between).every(function (part) { return piece.test(part); });
    }

    function keptLine(line) {
      var at = line.indexOf("=");
      var label = at < 0 ? line : line.slice(0, at);
      if (!name.test(label.trim()) || (at < 0 && !nameAlone.test(line))) { return ""; }
      var harmless = isHarmless(at < 0 ? "" : line.slice(at + 1)) && !secretWord.test(line);
      return harmless ? line : label;
    }

    function keptLabels(text) {
      return text.split(/\r?\n/).filter(function (line) {
        return !line || keptLine(line);
      }).map(keptLine).join("\n");
    }

    /* What may be kept of the text in a field of this name. */
    return function (field, text) {
      if (field === "labels") { return keptLabels(text); }
      if (field === "new_key") { return (publicKey.exec(text.trim()) || [""])[0]; }
      if (NAMES.indexOf(field) >= 0) { return givenName.test(text) ? text : ""; }
      return isHarmless(text) ? text : "";
    };
  }

  /* Returns the values of the form's fields, and whether something was left out. */
  function valuesOf(form, kept) {
    var values = {};
    new window.FormData(form).forEach(function (value, name) {
      /* A text that stands beside its field a second time is not cleaned of secrets. */
      if (typeof value !== "string" || OURS.indexOf(name) >= 0 || name.indexOf("exact-") === 0) {
        return;
      }
      var field = form.elements[name];
      if (!field || !field.matches || !field.matches(TYPED)) {
        values[name] = value;
        return;
      }
      values[name] = kept(name, value);
      var isWhole = values[name].trim() === value.replace(/\r\n/g, "\n").trim();
      /* Of a public key its comment is left out, and nobody misses it. */
      if (!isWhole && !(name === "new_key" && values[name])) { values.left_out = "true"; }
    });
    return values;
  }

  /* --- the cipher --- */

  function bytesOf(base64) {
    return Uint8Array.from(window.atob(base64), function (char) { return char.charCodeAt(0); });
  }

  function base64Of(buffer) {
    return window.btoa(Array.from(new Uint8Array(buffer), function (byte) {
      return String.fromCharCode(byte);
    }).join(""));
  }

  function Cipher(form) {
    var subtle = window.crypto.subtle;
    var key = subtle.importKey(
      "raw", bytesOf(form.getAttribute("data-draft-key")), CIPHER, false, ["encrypt", "decrypt"]
    );
    return {
      encrypt: async function (values) {
        var iv = window.crypto.getRandomValues(new Uint8Array(12));
        var text = new TextEncoder().encode(JSON.stringify(values));
        var sealed = await subtle.encrypt({ name: CIPHER, iv: iv }, await key, text);
        return { iv: base64Of(iv), sealed: base64Of(sealed) };
      },
      /* Rejects what another key has sealed. */
      decrypt: async function (draft) {
        var how = { name: CIPHER, iv: bytesOf(draft.iv) };
        var text = await subtle.decrypt(how, await key, bytesOf(draft.sealed));
        return JSON.parse(new TextDecoder().decode(text));
      }
    };
  }

  /* --- keeping and restoring --- */

  function launched(key) {
    return document.cookie.split("; ").indexOf("k8s_launched=" + key) >= 0;
  }

  /* A mark of the person and project; "" on a page that is not ours, such as the sign-in. */
  function ownerOfPage() {
    var page = document.querySelector("[data-owner]");
    return page ? page.getAttribute("data-owner") : "";
  }

  /* At the sign-in only a form that was cut off is still wanted. */
  function isWanted(draft) {
    var owner = ownerOfPage();
    var signIn = document.querySelector("form[action*='/auth/login'] [type=password]");
    return !launched(draft.key) && Date.now() - draft.at < LIFETIME &&
      (!owner || owner === draft.owner) && (!signIn || draft.sent);
  }

  /* Let the server show the form with these values, as after any mistake. */
  function restore(form, kept) {
    var copy = document.createElement("form");
    copy.method = "post";
    copy.action = form.action;
    copy.hidden = true;
    var values = Object.assign({}, kept, {
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
    if (!window.crypto || !window.crypto.subtle) { return; }
    var kept = Rule(form);
    var cipher = Cipher(form);
    var timer = null;
    var latest = 0;

    /* `sent`: the form was being submitted, or its login had ended. */
    async function keep(sent) {
      window.clearTimeout(timer);
      latest += 1;
      var turn = latest;
      var sealed = await cipher.encrypt(valuesOf(form, kept));
      /* The person can have signed out or launched meanwhile. */
      if (turn !== latest || signedOut) { return; }
      write(Object.assign(sealed, {
        key: form.elements.once.value, owner: ownerOfPage(), at: Date.now(), sent: sent
      }));
    }

    function watch() {
      keep(false);
      form.addEventListener("input", function () {
        window.clearTimeout(timer);
        timer = window.setTimeout(function () { keep(false); }, QUIET);
      });
      form.addEventListener("submit", function (event) {
        if (!event.defaultPrevented) { keep(true); }
      });
      /* The session has ended: live.js takes the page to the sign-in. */
      form.addEventListener("htmx:responseError", function (event) {
        if (event.detail.xhr.status === 401) { keep(true); }
      });
    }

    if (draft && draft.sent && !form.getAttribute("data-bound")) {
      write(Object.assign({}, draft, { sent: false }));
      cipher.decrypt(draft).then(function (values) { restore(form, values); }, watch);
    } else {
      watch();
    }
  }

  /* --- signing out --- */

  var signedOut = false;

  function forget() {
    signedOut = true;
    write(null);
  }

  function signOut(event) {
    if (!event.target.closest("a[href*='/auth/logout'], form[action*='/auth/logout']")) { return; }
    forget();
    try {
      window.localStorage.setItem(SIGNED_OUT, String(Date.now()));
    } catch { /* The other tabs forget their drafts by their age. */ }
  }

  document.addEventListener("click", signOut, true);
  document.addEventListener("submit", signOut, true);
  window.addEventListener("storage", function (event) {
    if (event.key === SIGNED_OUT) { forget(); }
  });

  ["DOMContentLoaded", "k8s:page"].forEach(function (name) {
    document.addEventListener(name, function () {
      var draft = read();
      if (draft && !isWanted(draft)) { write(null); }
      document.querySelectorAll("form[data-wizard]").forEach(Draft);
    });
  });
}());
