// Where the focus is, through all shadow roots, and giving it back.

/** The element that has the focus; null where none has. */
export function deepFocus(): HTMLElement | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element instanceof HTMLElement && element !== document.body ? element : null;
}

/**
 * Focuses what had the focus before `from` took it. Where that has gone from the page, or was nothing, `from` at least
 * lets go: browsers keep the focus in what is hidden until they next draw, and keys pressed meanwhile would be lost there.
 */
export function giveFocusBack(element: HTMLElement | null, from: Element | null): void {
  if (element?.isConnected === true) element.focus();
  else if (from !== null && holdsFocus(from)) deepFocus()?.blur();
}

/** Unlike `:focus-within`, which is false already in what has just been hidden. */
function holdsFocus(part: Element): boolean {
  let element = document.activeElement;
  while (element !== null) {
    if (part.contains(element)) return true;
    element = element.shadowRoot?.activeElement ?? null;
  }
  return false;
}
