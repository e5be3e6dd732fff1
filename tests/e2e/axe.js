// Runs axe's rules in the page. Contrast costs more than all other rules together and is measured once for each look: text
// of one colour, size and weight on the same backgrounds. What is positioned may lie over anything: it is always measured.
async ({rules, contrast}) => {
  const looks = new Map(), seen = new Set();
  const look = e => {
    if (!e) return '';
    if (looks.has(e)) return looks.get(e);
    const s = getComputedStyle(e);
    const own = [s.backgroundColor, s.backgroundImage, s.opacity, s.filter, s.mixBlendMode].join();
    const lies = s.position === 'static' || s.position === 'relative' ? '' : ` positioned ${looks.size}`;
    const all = look(e.parentElement) + (own === 'rgba(0, 0, 0, 0),none,1,none,normal' ? '' : `>${own}`) + lies;
    looks.set(e, all);
    return all;
  };
  for (const e of contrast ? document.querySelectorAll('body, body *') : []) {
    const speaks = e.matches('input, select, textarea') || [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim());
    if (!speaks || !e.checkVisibility({visibilityProperty: true})) continue;
    const s = getComputedStyle(e), idle = e.matches(':disabled, [aria-disabled=true]') || (e.control && e.control.disabled);
    const mine = [look(e), e.localName, s.color, s.fontSize, s.fontWeight, s.textShadow, s.webkitTextStroke, idle].join();
    e.toggleAttribute('data-look', !seen.has(mine));
    seen.add(mine);
  }
  axe.configure({rules: [{id: 'color-contrast', selector: '[data-look]'}]});
  const found = await axe.run(document, {runOnly: rules, resultTypes: ['violations'],
    rules: contrast ? {} : {'color-contrast': {enabled: false}, 'link-in-text-block': {enabled: false}}});
  document.querySelectorAll('[data-look]').forEach(e => e.removeAttribute('data-look'));  // the page as it was
  return found.violations;
}
