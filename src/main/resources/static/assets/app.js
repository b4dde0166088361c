"use strict";
// What pages do beside what they show; each also works without it.

(() => {
  // Times are shown in the viewer's zone by the server, which learns of it here.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && document.body.dataset.zone && document.body.dataset.zone !== zone) {
    const known = document.cookie.split("; ").includes(`notifyflow-zone=${zone}`);
    document.cookie = `notifyflow-zone=${zone}; path=/; max-age=31536000; samesite=lax`
      + (location.protocol === "https:" ? "; secure" : "");
    // Once: a zone that the server does not know would lead round in circles.
    if (!known && document.cookie.includes("notifyflow-zone=")) {
      location.reload();
    }
  }

  document.addEventListener("click", event => {
    const button = event.target.closest("button[data-copy]");
    if (button) {
      const source = document.getElementById(button.dataset.copy);
      navigator.clipboard.writeText(source.value ?? source.textContent).then(() => {
        const before = button.textContent;
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = before; }, 1500);
      });
    }
  });

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", event => {
    if (event.target.method === "post" && !event.defaultPrevented) {
      setTimeout(() => event.target.querySelectorAll("button").forEach(button => { button.disabled = true; }));
    }
  });
  window.addEventListener("pageshow", () =>
    document.querySelectorAll("form button:disabled").forEach(button => { button.disabled = false; }));

  // Selections that show another page at once.
  document.addEventListener("change", event => {
    if (event.target.matches("[data-submits]")) {
      event.target.form.requestSubmit();
    }
  });
})();
