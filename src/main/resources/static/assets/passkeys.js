"use strict";
// Forms that make or use a passkey: data-passkey says which, data-options where to ask for what the browser needs.

(() => {
  const decode = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), each => each.charCodeAt(0));
  const encode = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const withIds = list => (list ?? []).map(each => ({...each, id: decode(each.id)}));

  function readable(options) {
    const read = {...options, challenge: decode(options.challenge)};
    if (options.user) {
      read.user = {...options.user, id: decode(options.user.id)};
      read.excludeCredentials = withIds(options.excludeCredentials);
    } else {
      read.allowCredentials = withIds(options.allowCredentials);
    }
    return read;
  }

  function sendable(credential) {
    const from = credential.response;
    const response = {clientDataJSON: encode(from.clientDataJSON)};
    if (from.attestationObject) {
      response.attestationObject = encode(from.attestationObject);
      response.transports = from.getTransports ? from.getTransports() : [];
    } else {
      response.authenticatorData = encode(from.authenticatorData);
      response.signature = encode(from.signature);
      response.userHandle = from.userHandle ? encode(from.userHandle) : undefined;
    }
    return {
      id: credential.id, rawId: encode(credential.rawId), type: credential.type, response,
      authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  }

  function explain(error) {
    switch (error.name) {
      case "NotAllowedError": return "Nothing was chosen, or it took too long. Try again.";
      case "InvalidStateError": return "This device has a passkey for you already.";
      case "SecurityError": return "This address cannot have passkeys. Open the page where its links lead.";
      default: return "The browser could not do it: " + error.message;
    }
  }

  async function run(form) {
    const asked = await fetch(form.dataset.options, {
      method: "POST",
      headers: {Accept: "application/json"},
      body: new URLSearchParams({_csrf: form.elements._csrf.value}),
    });
    if (asked.status === 401) {
      location.assign("/sign-in?again");
      return;
    }
    if (!asked.ok) {
      throw new Error("the hub answered " + asked.status);
    }
    const {publicKey, sealed} = await asked.json();
    const options = {publicKey: readable(publicKey)};
    const credential = form.dataset.passkey === "create"
      ? await navigator.credentials.create(options)
      : await navigator.credentials.get(options);
    form.elements.sealed.value = sealed;
    form.elements.credential.value = JSON.stringify(sendable(credential));
    form.submit();
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) {
      continue;
    }
    form.hidden = false;
    form.addEventListener("submit", event => {
      event.preventDefault();
      const problem = form.querySelector("[data-problem]");
      problem.hidden = true;
      run(form).catch(error => {
        problem.textContent = explain(error);
        problem.hidden = false;
      });
    });
  }
})();
