"use strict";
// The live view: rows come as server-sent events. What was missed in a pause, or while the connection was gone, is sent
// when it goes on; a row that is there already is put in its own place.

document.addEventListener("DOMContentLoaded", () => {
  const rows = document.getElementById("rows");
  const pause = document.getElementById("pause");
  const state = document.getElementById("state");
  if (!rows || !window.EventSource) {
    return;
  }
  const MOST = 500;
  const newest = () => rows.firstElementChild?.id.slice(2);
  let source;

  const show = html => {
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    const row = holder.content.firstElementChild;
    const there = document.getElementById(row.id);
    if (there) {
      there.replaceWith(row);
      return;
    }
    row.classList.add("fresh");
    // Ids are in the order of acceptance, and hubs may tell of an event a little late.
    let before = rows.firstElementChild;
    while (before && before.id > row.id) {
      before = before.nextElementSibling;
    }
    rows.insertBefore(row, before);
    while (rows.children.length > MOST) {
      rows.lastElementChild.remove();
    }
  };

  // The browser gives up when it is refused: then the hub has no room or is about to end, or nobody is signed in any more.
  const again = async () => {
    const closed = source;
    const page = await fetch(location.href, {method: "HEAD", redirect: "manual"}).catch(() => undefined);
    if (source !== closed || !closed) {
      return;
    }
    if (page && page.type === "opaqueredirect") {
      location.reload();
    } else if (page && page.ok) {
      watch();
    } else {
      setTimeout(again, 3000);
    }
  };

  const watch = () => {
    const asked = new URLSearchParams();
    if (rows.dataset.category) asked.set("category", rows.dataset.category);
    if (rows.dataset.text) asked.set("q", rows.dataset.text);
    if (newest()) asked.set("after", newest());
    source = new EventSource("/home/live/stream?" + asked);
    source.addEventListener("row", event => show(event.data));
    source.onopen = () => { state.textContent = "Live."; };
    source.onerror = () => {
      state.textContent = "The connection is gone; it is tried again.";
      if (source && source.readyState === EventSource.CLOSED) {
        setTimeout(again, 3000);
      }
    };
  };

  pause.hidden = false;
  pause.addEventListener("click", () => {
    if (source) {
      source.close();
      source = undefined;
      state.textContent = "Paused. Nothing is missed: what comes meanwhile is shown when you go on.";
      pause.textContent = "Go on";
    } else {
      pause.textContent = "Pause";
      watch();
    }
  });
  watch();
});
