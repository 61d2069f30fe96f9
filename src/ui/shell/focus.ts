// Where the focus is, through all shadow roots, and giving it back.

/** The element that has the focus; null where none has. */
export function deepFocus(): HTMLElement | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element instanceof HTMLElement && element !== document.body ? element : null;
}

/** Focuses what had the focus before, unless it has gone from the page meanwhile. */
export function giveFocusBack(element: HTMLElement | null): void {
  if (element?.isConnected === true) element.focus();
}
