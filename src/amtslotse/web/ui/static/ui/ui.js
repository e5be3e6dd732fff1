/* Comfort only: every page works without it. */
(() => {
  "use strict";
  const exit = document.querySelector("[data-quick-exit]");
  if (exit) {
    exit.addEventListener("click", (event) => {
      event.preventDefault();
      document.body.replaceChildren();
      location.replace(exit.href);
    });
  }
  // A second press on a sending button is the same press; the server would answer it with the same receipt anyway.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) event.preventDefault();
    else if (form.method === "post") {
      form.dataset.sent = "1";
      setTimeout(() => delete form.dataset.sent, 4000);
    }
  });
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
})();
