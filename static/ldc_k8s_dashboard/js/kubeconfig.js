/* Copyright the ldc_k8s_dashboard authors
   SPDX-License-Identifier: Apache-2.0

   Kubeconfigs are fetched and saved, or copied to the clipboard, without leaving the
   page.  Without this script the same forms download them.  Nothing is stored.

   The private key of a client certificate is created in the browser and never sent:
   only the signing request (PKCS #10, RFC 2986) is sent.  The DER encoding below
   covers only what such a request needs. */
(function () {
  "use strict";

  var KEY = { name: "ECDSA", namedCurve: "P-256" };

  function concat(parts) {
    var length = parts.reduce(function (sum, part) { return sum + part.length; }, 0);
    var all = new Uint8Array(length);
    var at = 0;
    parts.forEach(function (part) {
      all.set(part, at);
      at += part.length;
    });
    return all;
  }

  /* One DER element: tag, length, contents. */
  function der(tag, contents) {
    var length = contents.length;
    var head = [tag];
    if (length < 128) {
      head.push(length);
    } else {
      var bytes = [];
      while (length > 0) {
        bytes.unshift(length & 255);
        length >>= 8;
      }
      head = head.concat([128 + bytes.length], bytes);
    }
    return concat([new Uint8Array(head), contents]);
  }

  function sequence(parts) { return der(0x30, concat(parts)); }

  /* 2.5.4.x, an attribute of a name, as UTF8String. */
  function attribute(last, text) {
    var oid = new Uint8Array([0x06, 3, 0x55, 0x04, last]);
    return der(0x31, sequence([oid, der(0x0c, new TextEncoder().encode(text))]));
  }

  /* An unsigned integer out of a fixed-length half of a WebCrypto signature. */
  function integer(bytes) {
    var first = 0;
    while (first < bytes.length - 1 && bytes[first] === 0) {
      first += 1;
    }
    var trimmed = bytes.subarray(first);
    return der(0x02, trimmed[0] > 127 ? concat([new Uint8Array([0]), trimmed]) : trimmed);
  }

  function base64(bytes) {
    return window.btoa(String.fromCharCode.apply(null, bytes));
  }

  function pem(label, bytes) {
    var lines = base64(bytes).match(/.{1,64}/g).join("\n");
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }

  /* Returns a new key and its signing request for the names that the server sets. */
  async function signingRequest(commonName, organization) {
    var pair = await window.crypto.subtle.generateKey(KEY, true, ["sign", "verify"]);
    var spki = new Uint8Array(await window.crypto.subtle.exportKey("spki", pair.publicKey));
    var subject = sequence([attribute(10, organization), attribute(3, commonName)]);
    var info = sequence([
      der(0x02, new Uint8Array([0])), subject, spki, der(0xa0, new Uint8Array(0))
    ]);
    var raw = new Uint8Array(await window.crypto.subtle.sign(
      { name: "ECDSA", hash: "SHA-256" }, pair.privateKey, info));
    var signature = sequence([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
    /* 1.2.840.10045.4.3.2, ecdsa-with-SHA256 */
    var algorithm = sequence([
      new Uint8Array([0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02])
    ]);
    var bits = der(0x03, concat([new Uint8Array([0]), signature]));
    var pkcs8 = new Uint8Array(await window.crypto.subtle.exportKey("pkcs8", pair.privateKey));
    return {
      csr: pem("CERTIFICATE REQUEST", sequence([info, algorithm, bits])),
      key: pem("PRIVATE KEY", pkcs8)
    };
  }

  function download(text, name) {
    var link = document.createElement("a");
    var url = window.URL.createObjectURL(new window.Blob([text], { type: "application/yaml" }));
    link.href = url;
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    window.setTimeout(function () { window.URL.revokeObjectURL(url); }, 10000);
  }

  /* Puts the key into its line only: a name in the file can read like the placeholder. */
  function withKey(text, placeholder, key) {
    var line = new RegExp("^( +client-key-data: )" + placeholder + "$", "m");
    if (!line.test(text)) {
      throw new Error("The file has no place for the key.");
    }
    return text.replace(line, function (whole, before) {
      return before + base64(new TextEncoder().encode(key));
    });
  }

  /* Sends the form; for a certificate, with the signing request of a new key. */
  async function send(form, body) {
    var keyAndRequest = null;
    if (form.hasAttribute("data-certificate")) {
      var admin = form.querySelector("[name=administrator]");
      var organization = form.getAttribute(
        admin && admin.checked ? "data-administrators" : "data-organization");
      keyAndRequest = await signingRequest(form.getAttribute("data-common-name"), organization);
      body.set("csr", keyAndRequest.csr);
    }
    var response = await window.fetch(form.action, {
      method: "POST",
      body: new window.URLSearchParams(body),
      credentials: "same-origin",
      cache: "no-store",
      referrerPolicy: "same-origin",
      headers: { "Accept": "application/json", "X-Requested-With": "XMLHttpRequest" }
    });
    if (response.status === 401) {
      window.location.reload();
      return null;
    }
    var reply = await response.json();
    if (keyAndRequest && reply.kubeconfig) {
      reply.kubeconfig = withKey(reply.kubeconfig, reply.placeholder, keyAndRequest.key);
    }
    return reply;
  }

  async function issue(form, copy, report) {
    var reply = await send(form, new window.FormData(form));
    if (!reply) {
      return;
    }
    if (reply.once && form.elements.once) {
      /* Pressed again on purpose, the form asks for another kubeconfig. */
      form.elements.once.value = reply.once;
    }
    if (reply.error) {
      report(reply.error, true);
      return;
    }
    if (copy) {
      await window.navigator.clipboard.writeText(reply.kubeconfig);
    } else {
      download(reply.kubeconfig, reply.filename);
    }
    report(form.getAttribute(copy ? "data-copied" : "data-done"), false);
  }

  function start(form) {
    var output = form.querySelector("[data-result]");
    var buttons = form.querySelectorAll("[type=submit]");
    var busy = false;
    function report(text, failed) {
      output.textContent = text;
      output.className = failed ? "alert alert-danger" : "alert alert-success";
    }
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (busy) {
        return;
      }
      busy = true;
      var copy = Boolean(event.submitter && event.submitter.hasAttribute("data-to-clipboard"));
      buttons.forEach(function (button) { button.setAttribute("aria-disabled", "true"); });
      issue(form, copy, report)
        .catch(function () { report(form.getAttribute("data-failed"), true); })
        .then(function () {
          busy = false;
          buttons.forEach(function (button) { button.removeAttribute("aria-disabled"); });
          document.body.dispatchEvent(new window.CustomEvent("k8s-issued"));
        });
    });
  }

  function startAll() {
    var canSign = window.isSecureContext && window.crypto && window.crypto.subtle;
    var clipboard = window.isSecureContext && window.navigator.clipboard;
    document.querySelectorAll("form[data-kubeconfig]").forEach(function (form) {
      if (form.hasAttribute("data-certificate")) {
        if (!canSign) {
          return;
        }
        form.hidden = false;
      }
      start(form);
    });
    document.querySelectorAll("[data-without-webcrypto]").forEach(function (part) {
      part.open = !canSign;
    });
    if (clipboard) {
      document.querySelectorAll("form[data-kubeconfig] [data-to-clipboard]").forEach(function (button) {
        button.hidden = false;
      });
    }
  }

  document.addEventListener("DOMContentLoaded", startAll);
  document.addEventListener("k8s:page", startAll);
}());
