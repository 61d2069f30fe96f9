/**
 * Puts text on the clipboard; false where the browser refuses. Where the clipboard is blocked by a permission, the old
 * way through a selected field often still works, as long as a click is being handled.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Refused, or not there at all: pages that are not secure have no clipboard.
    return copyThroughField(text);
  }
}

function copyThroughField(text: string): boolean {
  const before = focusedElement();
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.style.cssText = 'position: fixed; left: -9999px';
  document.body.append(field);
  field.select();
  try {
    // Deprecated, and the only way that asks for no permission.
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    field.remove();
    if (before instanceof HTMLElement) before.focus();
  }
}

/** The one that has the focus, inside however many shadow roots. */
function focusedElement(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}
