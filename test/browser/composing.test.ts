import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser, type OpenSite, openSite } from './site.ts';

/** Enter accepts a character of an input method: it chooses no suggestion and asks nothing. */
describe.skipIf(noBrowser)('a character that is being composed, in a browser', () => {
  let site: OpenSite;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  const press = (page: Page, key: string, how: object) =>
    page.evaluate(
      ([key, how]) => {
        const deep = (root: Document | ShadowRoot): Element | null =>
          root.activeElement?.shadowRoot ? deep(root.activeElement.shadowRoot) : root.activeElement;
        const init = { key, bubbles: true, cancelable: true, composed: true, ...how };
        return deep(document)!.dispatchEvent(new KeyboardEvent('keydown', init));
      },
      [key, how] as const,
    );

  it.each([
    ['the page', '/'],
    ['the frame of the widget', '/cadre'],
  ])('in %s', async (_, path) => {
    const page = await site.open(path, { withMap: false });
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && /eligibility/.test(request.url())) asked.push(request.url());
    });
    const field = page.getByRole('combobox', { name: 'Adresse' }).first();
    await field.pressSequentially('10 rue de l’essai');
    await page.getByRole('option').first().waitFor();
    await field.press('ArrowDown');
    for (const how of [{ isComposing: true }, { keyCode: 229 }]) {
      // True: nothing prevented what the key does by itself.
      expect(await press(page, 'Enter', how)).toBe(true);
      expect(await press(page, 'ArrowDown', how)).toBe(true);
    }
    expect(await field.inputValue()).toBe('10 rue de l’essai');
    expect(asked).toEqual([]);
    await field.press('Enter');
    await expect.poll(() => field.inputValue()).not.toBe('10 rue de l’essai');
  });
});
