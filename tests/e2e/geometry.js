// What no accessibility rule sees, measured in the page. Answers lines of complaint.
() => {
  const found = [];
  const rtl = document.documentElement.dir === 'rtl';
  const name = e => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + (e.className && e.className.split ? '.' + e.className.split(' ').join('.') : '')
    + ' "' + (e.textContent || e.value || '').trim().slice(0, 40) + '"';
  const shown = e => { const b = e.getBoundingClientRect(); const s = getComputedStyle(e);
    return b.width > 1 && b.height > 1 && s.visibility !== 'hidden' && s.display !== 'none' && !e.closest('.ui-hidden, .kern-sr-only, .ui-skip'); };
  const all = [...document.querySelectorAll('body *')].filter(shown);
  const scrolls = e => { for (let p = e.parentElement; p; p = p.parentElement) {
    if (['auto', 'scroll'].includes(getComputedStyle(p).overflowX)) return true; } return false; };

  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth + 1) found.push(`page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);
  for (const e of all) {
    const b = e.getBoundingClientRect();
    if ((b.right > root.clientWidth + 1 || b.left < -1) && !scrolls(e)) found.push('sticks out: ' + name(e) + ` ${b.left}..${b.right}`);
  }

  for (const e of all) {
    const button = e.matches('button, .kern-btn, input[type=submit], summary, select, input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea');
    if (button && !e.closest('svg, .ui-figure, .ui-definition') && e.getBoundingClientRect().height < 43.5 && document.body.classList.contains('ui-public'))
      found.push(`only ${e.getBoundingClientRect().height} px high: ` + name(e));
  }

  // Text is cut when its box hides what runs over.
  for (const e of all) {
    const s = getComputedStyle(e);
    const cuts = ['hidden', 'clip'].includes(s.overflowX) || ['hidden', 'clip'].includes(s.overflowY);
    if (cuts && e.childElementCount === 0 && e.textContent.trim() && (e.scrollWidth > e.clientWidth + 2 || e.scrollHeight > e.clientHeight + 4))
      found.push('text is cut: ' + name(e));
  }

  // Words begin where reading begins.
  for (const e of all.filter(e => e.matches('h1, h2, h3, p, li, label, legend, dt'))) {
    if (e.closest('[dir]') !== root && e.closest('[dir]')) continue;
    const s = getComputedStyle(e);
    if (s.textAlign === 'center' || e.closest('.ui-date')) continue;  // day, month, year stay in one order
    if (s.direction !== (rtl ? 'rtl' : 'ltr')) found.push('wrong direction: ' + name(e));
    if ((rtl && s.textAlign === 'left') || (!rtl && s.textAlign === 'right')) found.push('aligned at the wrong edge: ' + name(e));
  }

  // The arrow of a select, the tick of a box: beside the words, never over them.
  for (const e of all.filter(e => e.matches('select'))) {
    const s = getComputedStyle(e);
    const room = parseFloat(rtl ? s.paddingLeft : s.paddingRight);
    if (s.backgroundImage !== 'none') {
      const x = s.backgroundPositionX;
      const atEnd = rtl ? /^(0%|left|0px|\d+(\.\d+)?px)/.test(x) : /^(100%|right|calc\(100%)/.test(x);
      if (!atEnd) found.push(`select's arrow stands at ${x}: ` + name(e));
      if (room < 24) found.push('no room for the arrow: ' + name(e));
    }
  }
  for (const e of all.filter(e => e.matches('input[type=checkbox], input[type=radio]'))) {
    const label = e.labels && e.labels[0];
    if (!label || !shown(label)) continue;
    const box = e.getBoundingClientRect();
    const range = document.createRange(); range.selectNodeContents(label);
    for (const words of range.getClientRects()) {
      if (!words.width || !words.height) continue;
      const over = Math.min(box.right, words.right) - Math.max(box.left, words.left);
      const high = Math.min(box.bottom, words.bottom) - Math.max(box.top, words.top);
      if (over > 2 && high > 2 && !label.contains(e)) found.push('words over the box: ' + name(label));
    }
    const words = [...range.getClientRects()].find(r => r.width > 2);
    if (words && !label.contains(e) && (rtl ? box.left + 2 < words.right && box.left < words.left : box.right - 2 > words.left && box.right > words.right))
      found.push('the box stands behind its words: ' + name(label));
  }

  // File numbers, paragraphs of the law and telephone numbers read from the left, inside Arabic too.
  if (rtl) {
    const leftward = /\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}|§+ ?\d+[a-z]?(?: (?:\d+[a-z]?|[A-Za-z]+\.?))*|\d+ [kM]B|\+?\d[\d /-]{5,}\d/g;
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      if (!node.parentElement || !shown(node.parentElement)) continue;
      for (const match of node.data.matchAll(leftward)) {
        const at = (index) => { const r = document.createRange(); r.setStart(node, index); r.setEnd(node, index + 1);
          return r.getBoundingClientRect(); };
        const first = at(match.index), last = at(match.index + match[0].length - 1);
        if (Math.abs(first.top - last.top) < 4 && first.left > last.left) found.push(`reads backwards: ${match[0]} in ` + name(node.parentElement));
      }
    }
  }
  return [...new Set(found)];
}
