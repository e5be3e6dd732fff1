/* The waiting person's page and the hall's screen, kept fresh by an event stream. Both work without this file, by reload. */
(() => {
  "use strict";
  /* The device in the entrance is ready for the next person. */
  const next = document.querySelector("[data-next]");
  if (next) setTimeout(() => location.assign(next.href), 30000);

  const live = document.querySelector("[data-events]");
  if (!live) return;
  const sounds = live.dataset.sounds;

  /* ---- Sound: one after another, from files of ours. ---- */
  const voice = new (window.AudioContext || window.webkitAudioContext)();
  const buffers = new Map();
  const load = (name) => {
    if (!buffers.has(name)) {
      const loaded = fetch(`${sounds}${name}.mp3`)
        .then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(name))))
        .then((bytes) => voice.decodeAudioData(bytes));
      loaded.catch(() => buffers.delete(name));
      buffers.set(name, loaded);
    }
    return buffers.get(name);
  };
  let queue = Promise.resolve();
  let inQueue = 0;
  const play = async (names) => {
    if (voice.state !== "running") return;
    let at = voice.currentTime + 0.05;
    for (const buffer of await Promise.all(names.map(load))) {
      const source = voice.createBufferSource();
      source.buffer = buffer;
      source.connect(voice.destination);
      source.start(Math.max(at, voice.currentTime));
      at = Math.max(at, voice.currentTime) + buffer.duration;
    }
    await new Promise((done) => setTimeout(done, Math.max(0, at - voice.currentTime) * 1000 + 250));
  };
  /* Alone, a call is spoken in every language; while others wait for their turn, in the first. */
  const announce = (languages) => {
    inQueue += 1;
    queue = queue
      .then(() => play(["gong", ...(inQueue > 1 ? languages.slice(0, 1) : languages).flat()]))
      .catch(() => {})
      .then(() => { inQueue -= 1; });
  };
  const button = document.querySelector("[data-sound]");
  const onOff = () => { if (button) button.hidden = voice.state === "running"; };
  voice.addEventListener("statechange", onOff);
  onOff();
  if (button) button.addEventListener("click", () => voice.resume().then(() => play(["gong"])));

  /* ---- The stream, and the whole page when there is none. ---- */
  const offline = document.querySelector("[data-offline]");
  const follow = (show) => {
    let source, failures = 0, retry, watchdog;
    const heard = () => {
      failures = 0;
      if (offline) offline.hidden = true;
      clearTimeout(watchdog);
      watchdog = setTimeout(failed, 15000);
    };
    const reload = () =>
      fetch(location.href, { headers: { Accept: "text/html" } })
        .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.status))))
        .then((text) => {
          show(new DOMParser().parseFromString(text, "text/html").querySelector("[data-events]").innerHTML);
          if (offline) offline.hidden = true;
        })
        .catch(() => { if (offline) offline.hidden = false; });
    const failed = () => {
      source.close();
      clearTimeout(watchdog);
      clearTimeout(retry);
      failures += 1;
      if (failures > 1) reload();
      retry = setTimeout(open, Math.min(12000, 500 * 2 ** failures) * (0.75 + Math.random() / 2));
    };
    const open = () => {
      source = new EventSource(live.dataset.events);
      source.addEventListener("open", heard);
      source.addEventListener("beat", heard);
      source.addEventListener("part", (event) => { heard(); show(event.data); });
      source.addEventListener("last", (event) => { heard(); show(event.data); clearTimeout(watchdog); source.close(); });
      source.addEventListener("error", failed);
    };
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && failures) { clearTimeout(retry); open(); }
    });
    addEventListener("pagehide", () => source.close());
    open();
  };
  const parse = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content;
  };
  const plain = (html) => html.replace(/\s+/g, " ").trim();

  /* ---- Her own page: the part as it comes; a sign when she is called. ---- */
  if (live.dataset.live === "ticket") {
    const called = (root) => root.querySelector("[data-call]")?.dataset.call;
    let before = called(live), shown = plain(live.innerHTML);
    follow((html) => {
      if (plain(html) === shown) return;
      shown = plain(html);
      live.replaceChildren(parse(html));
      const now = called(live);
      if (now && now !== before) {
        play(["gong"]);
        if (navigator.vibrate) navigator.vibrate([400, 200, 400]);
      }
      before = now;
    });
    return;
  }

  /* ---- The hall's screen: four rows. A call stays at least twelve seconds, and none is left out. ---- */
  const AT_LEAST = 12000, ROWS = 4;
  const list = () => live.querySelector("ol");
  const rows = (root) => [...root.querySelectorAll("li[data-call]")];
  const since = new WeakMap();
  const seen = new Set(rows(live).map((row) => row.dataset.call));
  const waiting = [];
  let latest = null, timer;
  const oldest = () => rows(live).filter((row) => !row.hidden)[ROWS - 1];
  const rest = (row) => (row && since.has(row) ? since.get(row) + AT_LEAST - Date.now() : 0);
  const settle = () => {
    clearTimeout(timer);
    while (waiting.length) {
      const wait = rest(oldest());
      if (wait > 0) { timer = setTimeout(settle, wait); return; }
      const next = waiting.shift();
      rows(live).filter((row) => row.dataset.number === next.dataset.number).forEach((row) => row.remove());
      list().prepend(next);
      next.hidden = false;
      next.classList.add("hall-call--new");
      since.set(next, Date.now());
      rows(live).slice(ROWS).forEach((row) => row.remove());
      announce([next.dataset.de, next.dataset.en, next.dataset.ar].filter(Boolean).map((names) => names.split(" ")));
    }
    // All are shown: once each has had its time, the screen is what a fresh page would be.
    const wait = Math.max(0, ...rows(live).map(rest));
    if (wait > 0) timer = setTimeout(settle, wait);
    else if (latest !== null) { live.replaceChildren(parse(latest)); latest = null; }
  };
  follow((html) => {
    latest = html;
    const fresh = rows(parse(html)).filter((row) => !seen.has(row.dataset.call));
    for (const row of fresh.reverse()) {
      seen.add(row.dataset.call);
      waiting.push(row);
    }
    settle();
  });
})();
