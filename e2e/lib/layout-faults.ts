// What is wrong with the layout of the page as it stands: looks at every control through all shadow roots.
import type { Page } from '@playwright/test';

/** Sentences about what sticks out, is cut off, lies over something else, or is too small to hit; [] where all is well. */
export function layoutFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(findFaults);
}

/** Runs in the page, so everything that it needs is inside. */
function findFaults(): string[] {
  /** Sub-pixel rounding, and the one pixel of lines that two controls share. */
  const TOLERANCE_PX = 1.5;
  /** WCAG 2.2, 2.5.8. */
  const TARGET_PX = 24;
  const CONTROLS =
    'button, a[href], select, input:not([type=hidden]), summary, [role=slider], [role=radio], [role=option], [role=combobox], [tabindex="0"]';

  interface Control {
    readonly element: HTMLElement;
    readonly box: DOMRect;
    readonly name: string;
  }
  const all: HTMLElement[] = [];
  const walk = (root: ParentNode): void => {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      all.push(element);
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);

  const parentOf = (node: Node): Element | null => {
    const slot = node instanceof Element ? node.assignedSlot : null;
    if (slot !== null) return slot;
    if (node.parentNode instanceof ShadowRoot) return node.parentNode.host;
    return node.parentElement;
  };
  const ancestorsOf = (element: Element): Element[] => {
    const list: Element[] = [];
    for (let at = parentOf(element); at !== null; at = parentOf(at)) list.push(at);
    return list;
  };
  const holds = (outer: Element, inner: Element): boolean => ancestorsOf(inner).includes(outer);
  const nameOf = (element: HTMLElement): string => {
    const words =
      element.getAttribute('aria-label') ??
      (element.textContent.trim() || (element.getAttribute('title') ?? ''));
    return `${element.localName} "${words.replace(/\s+/g, ' ').slice(0, 40)}"`;
  };
  const isVisuallyHidden = (element: HTMLElement): boolean =>
    [element, ...ancestorsOf(element)].some((one) => {
      const style = getComputedStyle(one);
      return style.clipPath === 'inset(50%)' || style.opacity === '0';
    });
  const isShown = (element: HTMLElement): boolean =>
    element.checkVisibility({ visibilityProperty: true }) &&
    element.getBoundingClientRect().width > 0 &&
    !isVisuallyHidden(element);
  /** The part of a box that its scrolling or clipping ancestors let through. */
  const clippers = (element: Element): Element[] =>
    ancestorsOf(element).filter((one) => getComputedStyle(one).overflowX !== 'visible');

  const faults: string[] = [];
  const root = document.scrollingElement ?? document.documentElement;
  if (root.scrollWidth > window.innerWidth) {
    faults.push(`The page is ${String(root.scrollWidth)} px wide in ${String(window.innerWidth)}.`);
  }
  for (const element of all) {
    if (element.localName !== 'main' && element.localName !== 'aside') continue;
    if (element.scrollWidth > element.clientWidth + 1)
      faults.push(`${nameOf(element)} scrolls sideways.`);
  }

  for (const element of all) {
    // Text that runs over its own edge runs into its neighbour.
    if (!element.matches('th, td, h1, h2, h3, label, dt, dd, .caption') || !isShown(element))
      continue;
    if (getComputedStyle(element).overflowX !== 'visible') continue;
    if (element.scrollWidth > element.clientWidth + TOLERANCE_PX)
      faults.push(`The text of ${nameOf(element)} runs over its edge.`);
  }

  const controls: Control[] = all
    .filter((element) => element.matches(CONTROLS) && isShown(element))
    .map((element) => ({
      element,
      box: element.getBoundingClientRect(),
      name: nameOf(element),
    }))
    // Skip links and drawers wait outside the window until they are wanted.
    .filter(({ box }) => box.right > 0 && box.bottom > 0);

  for (const { element, box, name } of controls) {
    const around = clippers(element);
    // What stands in something that scrolls sideways by itself, as a wide table does, can be scrolled to.
    const scroller = around.findIndex(
      (one) => one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX !== 'hidden',
    );
    if (scroller < 0 && (box.left < -TOLERANCE_PX || box.right > window.innerWidth + TOLERANCE_PX))
      faults.push(`${name} sticks out of the window.`);
    for (const clipper of scroller < 0 ? around : around.slice(0, scroller)) {
      const edge = clipper.getBoundingClientRect();
      if (box.left < edge.left - TOLERANCE_PX || box.right > edge.right + TOLERANCE_PX) {
        faults.push(`${name} is cut off by ${clipper.localName}.${clipper.className}.`);
        break;
      }
    }
    const isClipping = getComputedStyle(element).overflowX !== 'visible';
    if (
      element.localName === 'button' &&
      element.scrollWidth > element.clientWidth + 1 &&
      isClipping
    )
      faults.push(`The text of ${name} is cut off.`);
  }

  const isOneTarget = (one: Control, other: Control): boolean =>
    holds(one.element, other.element) || holds(other.element, one.element);
  const labelOf = (element: HTMLElement): Element | null => element.closest('label');
  controls.forEach((one, position) => {
    for (const other of controls.slice(position + 1)) {
      if (isOneTarget(one, other) || isApart(one.box, other.box, TOLERANCE_PX)) continue;
      // Cuts may stand side by side at neighbouring depths; the one that has the focus is on top.
      const isSlider = [one, other].every(
        ({ element }) => element.getAttribute('role') === 'slider',
      );
      if (isSlider || !isSameLayer(one.element, other.element)) continue;
      faults.push(`${one.name} lies over ${other.name}.`);
    }
  });

  for (const one of controls) {
    const label = labelOf(one.element);
    const box = label === null ? one.box : label.getBoundingClientRect();
    const isLarge =
      Math.max(box.width, one.box.width) >= TARGET_PX &&
      Math.max(box.height, one.box.height) >= TARGET_PX;
    if (isLarge || isInText(one.element)) continue;
    const crowding = controls.find(
      (other) =>
        other !== one &&
        !isOneTarget(one, other) &&
        isSameLayer(one.element, other.element) &&
        distance(centre(box), other.box) < TARGET_PX / 2,
    );
    if (crowding !== undefined) {
      const size = `${String(Math.round(box.width))}×${String(Math.round(box.height))}`;
      faults.push(`${one.name} is only ${size} and ${crowding.name} is near.`);
    }
  }
  return [...new Set(faults)];

  function isApart(one: DOMRect, other: DOMRect, tolerance: number): boolean {
    return (
      one.right <= other.left + tolerance ||
      other.right <= one.left + tolerance ||
      one.bottom <= other.top + tolerance ||
      other.bottom <= one.top + tolerance
    );
  }

  /** What lies over the page for a while, or scrolls by itself, covers other things on purpose. */
  function isSameLayer(one: Element, other: Element): boolean {
    const layerOf = (element: Element): Element | undefined =>
      [element, ...ancestorsOf(element)].find((at) => {
        const { position, overflowY } = getComputedStyle(at);
        return position === 'fixed' || position === 'sticky' || overflowY === 'auto';
      });
    return layerOf(one) === layerOf(other);
  }

  function centre(box: DOMRect): { x: number; y: number } {
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  function distance({ x, y }: { x: number; y: number }, box: DOMRect): number {
    const dx = Math.max(box.left - x, 0, x - box.right);
    const dy = Math.max(box.top - y, 0, y - box.bottom);
    return Math.hypot(dx, dy);
  }

  /** Words inside a sentence are as high as its lines; the guideline leaves them out. */
  function isInText(element: HTMLElement): boolean {
    return [element, ...ancestorsOf(element)].slice(0, 2).some((at) => {
      const siblings = [...(at.parentNode?.childNodes ?? [])];
      return siblings.some(
        (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
      );
    });
  }
}
