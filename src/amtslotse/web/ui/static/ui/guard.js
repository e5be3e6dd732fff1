/* The proof of work of a form, done while she fills it in. Without this file the form works too: it costs a short wait. */
(() => {
  "use strict";
  for (const box of document.querySelectorAll("[data-guard]")) {
    const form = box.closest("form");
    const answer = box.querySelector("[name=guard_proof]");
    const wait = box.querySelector("[data-guard-wait]");
    let pressed = null;
    let stopped = !window.Worker;
    const go = () => {
      wait.hidden = true;
      if (pressed) form.requestSubmit(pressed.button || undefined);
    };
    if (stopped) continue;
    let worker;
    try {
      worker = new Worker(box.dataset.worker);
    } catch {
      continue;
    }
    worker.onmessage = (event) => {
      answer.value = event.data;
      worker.terminate();
      go();
    };
    worker.onerror = () => {
      stopped = true;
      go();
    };
    worker.postMessage([box.dataset.token, Number(box.dataset.bits)]);
    form.addEventListener(
      "submit",
      (event) => {
        if (answer.value || stopped) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        pressed = { button: event.submitter };
        wait.hidden = false;
      },
      true,
    );
  }
})();
