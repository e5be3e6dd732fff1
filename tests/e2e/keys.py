"""Somebody who has no mouse: the tab key, Enter, Space and the arrows, and what she must see and never meet."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

#: More stops than any page here has.
MANY = 400
#: What has the focus: its name, whether the focus shows on it, whether it is in sight and not behind something else.
_FOCUS = """selector => {
  const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
  const row = e.closest('.ui-choice, label'), around = row ? getComputedStyle(row) : s;
  const clearly = colour => !/(, |\\/ )0\\)$/.test(colour);
  const outlined = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && clearly(style.outlineColor);
  const drawn = style => outlined(style) || style.boxShadow !== 'none';
  const x = Math.min(b.x + b.width / 2, innerWidth - 1), y = Math.min(Math.max(b.y + 2, 1), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const clear = !top || e.contains(top) || top.contains(e) || (row && row.contains(top));
  return {at: `${e.tagName} ${e.id || e.name || e.getAttribute('href') || e.className} ${e.textContent.trim().slice(0, 40)}`,
    there: e === document.querySelector(selector), body: e === document.body, marked: drawn(s) || drawn(around),
    inSight: b.height > 0 && b.bottom > 0 && b.top < innerHeight, clear};
}"""
#: Everything that can be used, numbered; a radio group is one stop. Hidden, disabled and folded-up things are none.
_STOPS = """() => {
  const groups = new Set(), stops = [];
  for (const e of document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
    if (e.disabled || e.type === 'hidden' || !e.checkVisibility({visibilityProperty: true})) continue;
    const group = e.type === 'radio' ? `${e.form ? [...document.forms].indexOf(e.form) : ''}:${e.name}` : '';
    if (group && groups.has(group)) continue;
    if (group) groups.add(group);
    stops.push([e.tagName, e.id || e.name || e.getAttribute('href') || e.textContent.trim().slice(0, 40)].join(' '));
    for (const each of group ? document.querySelectorAll(`input[name="${e.name}"]`) : [e]) {
      if (each.form === e.form) each.dataset.stop = stops.length - 1;
    }
  }
  return stops;
}"""
#: Where the focus rests whenever a key goes down, kept by the page itself: to ask after each key takes longer than to press it.
_WATCH = """() => {
  window.focusNow = () => document.activeElement === document.body ? -1 : +(document.activeElement.dataset.stop ?? -2);
  if (!window.focusMet) window.addEventListener('keydown', () => window.focusMet.push(window.focusNow()), true);
  window.focusMet = [];
  document.activeElement.blur();
  getSelection().removeAllRanges();
}"""
_MET = "() => [...window.focusMet, window.focusNow()].slice(1)"


def tab_to(page: Page, selector: str) -> None:
    """Tab until the element has the focus; wherever the focus rests on the way, it can be seen."""
    for _ in range(MANY):
        page.keyboard.press("Tab")
        seen = page.evaluate(_FOCUS, selector)
        assert seen["body"] or seen["marked"], f"the focus cannot be seen on {seen['at']}"
        assert seen["body"] or seen["inSight"], f"the focus is out of sight on {seen['at']}"
        assert seen["body"] or seen["clear"], f"something lies over {seen['at']}"
        if seen["there"]:
            return
    raise AssertionError(f"{selector} cannot be reached with the tab key")


def follow(page: Page, key: str = "Enter") -> None:
    """A key, and the next page is there."""
    with page.expect_navigation():
        page.keyboard.press(key)


def press(page: Page, selector: str) -> None:
    """Tab to it, Enter, and the next page is there."""
    tab_to(page, selector)
    follow(page)


def until(page: Page, key: str, done: Callable[[], bool], *, most: int = 30) -> None:
    """The same key, each time with a page of its own, until it is done."""
    for _ in range(most):
        if done():
            return
        follow(page, key)
    raise AssertionError(f"{key} does not lead there")


def goes_round(page: Page) -> int:
    """Tab reaches everything that can be used, comes out at the end and begins again; how many stops there are.

    Raises ``AssertionError`` for a trap, and for what cannot be reached.
    """
    stops = page.evaluate(_STOPS)
    page.evaluate(_WATCH)
    for _ in range(2):  # whoever begins in the middle needs a second time round
        for _ in range(len(stops) + 2):
            page.keyboard.press("Tab")
        if _is_round(page.evaluate(_MET), stops):
            return len(stops)
    reached = {*page.evaluate(_MET)}
    missed = [name for number, name in enumerate(stops) if number not in reached]
    raise AssertionError(f"Tab does not go round: {len(reached)} of {len(stops)} reached, not {missed}")


def _is_round(met: list[int], stops: list[str]) -> bool:
    """Whether the focus has been everywhere and then began again. Raises ``AssertionError`` when it could not leave a stop."""
    reached: set[int] = set()
    last, stays = -3, 0
    for at in met:
        stays = stays + 1 if at == last and at >= 0 else 0
        assert stays < 3, f"the focus cannot leave {stops[at]}"
        last = at
        reached.add(at)
        if {*range(len(stops))} <= reached and at == min(reached - {-1}):
            return True
    return False
