/* Finds a number whose SHA-256 with the token begins with enough zero bits. Plain JavaScript: WebCrypto would take longer. */
"use strict";
const K = new Uint32Array(64);
const START = new Uint32Array(8);
for (let n = 2, found = 0; found < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
  if (!prime) continue;
  const fraction = (x) => Math.floor((x - Math.floor(x)) * 4294967296);
  if (found < 8) START[found] = fraction(Math.sqrt(n));
  K[found++] = fraction(Math.cbrt(n));
}
const W = new Uint32Array(64);
function block(state, words) {
  W.set(words);
  for (let i = 16; i < 64; i++) {
    const a = W[i - 15];
    const b = W[i - 2];
    const s0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
    const s1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
    W[i] = W[i - 16] + s0 + W[i - 7] + s1;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  const next = new Uint32Array([a, b, c, d, e, f, g, h]);
  for (let i = 0; i < 8; i++) next[i] += state[i];
  return next;
}
/* The digest of a text; blocks that `state` has taken in already begin before `done`. */
function digest(text, state = START, done = 0) {
  const end = (((text.length + 8) >> 6) + 1) << 6;
  const bytes = new Uint8Array(end - done);
  for (let i = done; i < text.length; i++) bytes[i - done] = text.charCodeAt(i);
  bytes[text.length - done] = 128;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 4, text.length * 8);
  return taken(view, state);
}
const words = new Uint32Array(16);
function taken(view, state) {
  let next = state;
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getUint32(at + i * 4);
    next = block(next, words);
  }
  return next;
}
function solve(token, bits) {
  const done = ((token.length + 1) >> 6) << 6; // these blocks are the same for every number
  const begin = new Uint8Array(done);
  for (let i = 0; i < done; i++) begin[i] = `${token}:`.charCodeAt(i);
  const state = taken(new DataView(begin.buffer), START);
  for (let number = 0; ; number++) {
    const [first, second] = digest(`${token}:${number}`, state, done);
    const zeros = Math.clz32(first) + (first === 0 ? Math.clz32(second) : 0);
    if (zeros >= bits) return String(number);
  }
}
if (typeof module !== "undefined") module.exports = { digest, solve };
else onmessage = (event) => postMessage(solve(...event.data));
