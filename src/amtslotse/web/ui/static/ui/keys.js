/* Keyboard for lists: rows carry data-row, their link data-open. "?" shows the keys; the choice to switch them off stays here. */
(() => {
  "use strict";
  const listed = () => [...document.querySelectorAll("[data-row]")]; // asked each time: a list may reload itself
  const help = document.querySelector("[data-keys-help]");
  const box = document.querySelector("[data-keys-switch]");
  const on = () => localStorage.getItem("keys") !== "off";
  if (box) {
    box.checked = on();
    box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "on" : "off"));
  }
  for (const opener of document.querySelectorAll("[data-keys-open]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => help && help.showModal());
  }
  let at = -1;
  const go = (step) => {
    const rows = listed();
    if (!rows.length) return;
    at = Math.max(0, Math.min(rows.length - 1, at + step));
    for (const row of rows) row.removeAttribute("aria-current");
    rows[at].setAttribute("aria-current", "true");
    const link = rows[at].querySelector("[data-open]");
    if (link) link.focus();
  };
  const actions = {
    "?": () => help && help.showModal(),
    "/": () => document.querySelector("[data-search]")?.focus(),
    j: () => go(1),
    k: () => go(-1),
    e: () => (listed()[at] ?? listed()[0])?.querySelector("[data-open]")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || (!on() && event.key !== "?")) return;
    const own = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    const act = own ? () => own.click() : actions[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
