import type { Page } from '@playwright/test';

/**
 * Clicks a button in the very frame in which it appears, from inside the page: what is to be stopped may be done within
 * half a second, and a click from outside could come too late. `path` leads through shadow roots.
 */
export async function clickOnceThere(page: Page, path: string, name: string): Promise<void> {
  await page.evaluate(
    ([steps, wanted]) => {
      const find = (): HTMLElement | undefined => {
        let roots: (Element | ShadowRoot)[] = [document.body];
        for (const step of steps) {
          roots = roots
            .flatMap((root) => [...root.querySelectorAll(step)])
            .flatMap((element) => [element.shadowRoot ?? element]);
        }
        return roots.find(
          (element): element is HTMLElement =>
            element instanceof HTMLElement && element.textContent.trim() === wanted,
        );
      };
      const look = (): void => {
        const button = find();
        if (button) button.click();
        else requestAnimationFrame(look);
      };
      look();
    },
    [path.split(/ > | (?=reef)/), name] as const,
  );
}
