import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExampleServer } from '../../examples/server.ts';
import { type ExampleForms, openExampleForms } from './example-forms.ts';
import { noBrowser, type OpenSite } from './site.ts';
import { events, fillAddress, hidden, INSIDE, replaceForm, status, type, watch } from './widget-page.ts';

const OUTSIDE = '7 rue Lointaine Ames';

/** Actions around the widget by a page of another site, its framework or the browser. */
describe.skipIf(noBrowser)('what the widget posts (skipped where there is no Chromium)', () => {
  let forms: ExampleForms;
  let site: OpenSite;
  let examples: ExampleServer;
  beforeAll(async () => {
    forms = await openExampleForms();
    ({ site, examples } = forms);
  });
  afterAll(() => forms?.close());

  async function open(path: string): Promise<Page> {
    const page = await site.open('about:blank');
    await watch(page);
    await page.goto(`${examples.origin}${path}`);
    return page;
  }

  /** The form of an association, answered for an address inside a quarter. */
  async function answered(): Promise<Page> {
    const page = await open('/association');
    await page.getByLabel('Nom').fill('A');
    await page.getByLabel('Projet').fill('B');
    await page.getByLabel('Montant').fill('1');
    await type(page, 'Adresse de l’action', INSIDE);
    await status(page, 'Sous conditions');
    expect(await hidden(page)).toEqual({ perimetre: 'bop-147' });
    return page;
  }

  /** The form of an employer, answered and recorded; the reference is read where no script of the page sees it. */
  async function recorded(): Promise<{ page: Page; reference: string }> {
    const page = await open('/adulte-relais');
    await page.getByLabel('Nom du candidat').fill('C');
    await page.getByLabel('Date d’embauche').fill('2024-05-01');
    await fillAddress(page, ['10', 'rue de l’Essai', '62400', 'Béthune']);
    const field = page.locator('input[name=perimetre_reference]');
    await field.waitFor({ state: 'attached' });
    return { page, reference: await field.inputValue() };
  }

  const isKept = async (reference: string) =>
    (await site.service.app.inject(`/v1/decisions/${reference}`)).statusCode === 200;
  /** The next record of the page has replaced the one of `reference`. */
  const replaced = (page: Page, reference: string) =>
    page.waitForFunction((before) => {
      const input = document.querySelector('input[name=perimetre_reference]');
      return input !== null && input.getAttribute('value') !== before;
    }, reference);
  const received = (page: Page) => page.getByRole('heading', { name: 'Ce que le formulaire a envoyé' }).waitFor();

  describe('a script writes the field that it follows, without an event', () => {
    const writes: readonly (readonly [name: string, write: (field: HTMLInputElement) => void, address: string])[] = [
      [
        'replaces it',
        (field) => {
          field.value = '7 rue Lointaine Ames';
        },
        OUTSIDE,
      ],
      [
        'writes the attribute of a field that was not touched',
        (field) => {
          field.form!.noValidate = true;
          field.value = '';
          field.type = 'hidden';
          field.setAttribute('value', '7 rue Lointaine Ames');
        },
        OUTSIDE,
      ],
      [
        'empties it',
        (field) => {
          field.form!.noValidate = true;
          field.value = '';
        },
        '',
      ],
      [
        'puts another field of the same id in its place',
        (field) => {
          const other = field.cloneNode() as HTMLInputElement;
          other.value = '7 rue Lointaine Ames';
          field.replaceWith(other);
        },
        OUTSIDE,
      ],
      [
        'removes it',
        (field) => {
          field.form!.append(Object.assign(document.createElement('input'), { name: 'address', value: 'x' }));
          field.remove();
        },
        'x',
      ],
    ];

    it.each(writes)('%s, then sends the form at once', async (_name, write, address) => {
      const sendings: readonly ((form: HTMLFormElement) => void)[] = [
        (form) => form.submit(),
        (form) => form.requestSubmit(),
      ];
      for (const send of sendings) {
        const page = await answered();
        await page
          .locator('#address')
          .evaluate(new Function('field', `(${write})(field); (${send})(document.forms[0]);`) as never);
        await received(page);
        expect(examples.posted.at(-1)).toMatchObject({ address: [address], perimetre: [''] });
        await site.closePages();
      }
    });

    it.each(writes)('%s, then reads what would be sent', async (_name, write) => {
      const readings: readonly ((form: HTMLFormElement) => unknown)[] = [
        (form) => new FormData(form).getAll('perimetre').join(),
        (form) => (form.elements.namedItem('perimetre') as HTMLInputElement).value,
        (form) => (form.querySelector('perimetre-check') as HTMLInputElement).value,
      ];
      for (const read of readings) {
        const page = await answered();
        const value = await page
          .locator('#address')
          .evaluate(
            new Function('field', `const { form } = field; (${write})(field); return (${read})(form);`) as never,
          );
        expect(value).toBe('');
        await site.closePages();
      }
    });

    it('and waits: the new address is answered, in the form as in the widget', async () => {
      const page = await answered();
      await page.locator('#address').evaluate((field: HTMLInputElement, text) => {
        field.value = text;
      }, OUTSIDE);
      await status(page, 'n’est dans aucun quartier');
      expect(await hidden(page)).toEqual({ perimetre: 'none' });
      expect((await events(page)).map(({ type }) => type)).toEqual([
        'perimetre:result',
        'perimetre:clear',
        'perimetre:result',
      ]);
    });

    it('while the answer is on its way: that answer is neither shown nor posted', async () => {
      const page = await open('/association');
      let release = () => {};
      const isHeld = new Promise<void>((resolve) => {
        release = resolve;
      });
      let asked = 0;
      await page.route('**/v1/address-eligibility', async (route) => {
        asked += 1;
        if (asked === 1) await isHeld;
        await route.continue();
      });
      const first = page.waitForRequest('**/v1/address-eligibility');
      await type(page, 'Adresse de l’action', INSIDE);
      await first;
      await page.locator('#address').evaluate((field: HTMLInputElement, text) => {
        field.value = text;
      }, OUTSIDE);
      release();
      await status(page, 'n’est dans aucun quartier');
      expect((await events(page)).map(({ detail }) => (detail as { tier?: string } | null)?.tier)).toEqual(['none']);
    });

    it('the date too', async () => {
      const { page, reference } = await recorded();
      await page.getByLabel('Date d’embauche').evaluate((field: HTMLInputElement) => {
        field.value = '2010-05-01';
      });
      expect(await page.evaluate(() => new FormData(document.forms[0]!).get('perimetre'))).toBe('');
      await replaced(page, reference);
    });

    it('in capitals, after a choice: the address is the same, and the choice stays', async () => {
      const page = await open('/association');
      await type(page, 'Adresse de l’action', '4 rue du Marais Béthune');
      await status(page, 'Plusieurs adresses correspondent');
      await page.locator('#address').evaluate((field) =>
        field.addEventListener('change', ({ target }) => {
          (target as HTMLInputElement).value = (target as HTMLInputElement).value.toUpperCase();
        }),
      );
      await page.getByRole('radio', { name: '4 Rue des Marais' }).check();
      await status(page, 'Cette adresse est dans le quartier prioritaire');
      expect(await page.locator('#address').inputValue()).toBe('4 RUE DES MARAIS 62400 BÉTHUNE');
      expect(await hidden(page)).toEqual({ perimetre: 'bop-147' });
    });
  });

  it('its own field, written by a script, is read too', async () => {
    const page = await open('/association');
    await replaceForm(page, '<form><perimetre-check name="p"></perimetre-check></form>');
    await page.getByRole('combobox').fill(INSIDE);
    await page.getByRole('combobox').press('Enter');
    await status(page, 'Sous conditions');
    const posted = await page.getByRole('combobox').evaluate((field: HTMLInputElement, text) => {
      field.value = text;
      return new FormData(document.forms[0]!).get('p');
    }, OUTSIDE);
    expect(posted).toBe('');
    await status(page, 'n’est dans aucun quartier');
  });

  it('the browser goes back to a page built anew: the address that is restored is answered and posted', async () => {
    const page = await site.open('about:blank');
    // A browser restores only fields that it may complete.
    await page.addInitScript(() => {
      new MutationObserver(() => document.querySelector('#address')?.removeAttribute('autocomplete')).observe(
        document,
        {
          ...{ childList: true, subtree: true },
        },
      );
    });
    await page.goto(`${examples.origin}/association`);
    await page.getByLabel('Nom').fill('A');
    await page.getByLabel('Projet').fill('B');
    await page.getByLabel('Montant').fill('1');
    await type(page, 'Adresse de l’action', INSIDE);
    await status(page, 'Sous conditions');
    await page.getByRole('button', { name: 'Envoyer' }).click();
    await received(page);
    await page.goBack();
    await status(page, 'Sous conditions');
    expect(await page.locator('#address').inputValue()).toBe(INSIDE);
    await page.getByRole('button', { name: 'Envoyer' }).click();
    await received(page);
    expect(examples.posted.at(-1)).toMatchObject({ address: [INSIDE], perimetre: ['bop-147'] });
  });

  it('the form is sent and its page is still there: the reference is kept, and an edit posts another one', async () => {
    const { page, reference } = await recorded();
    // As after Back to a page that the browser kept in memory.
    await page.locator('form').evaluate((form: HTMLFormElement) => {
      form.target = '_blank';
    });
    const opened = page.context().waitForEvent('page');
    await page.getByRole('button', { name: 'Envoyer' }).click();
    await received(await opened);
    expect(examples.posted.at(-1)).toMatchObject({ perimetre_reference: [reference] });
    await type(page, 'Numéro', '12');
    await replaced(page, reference);
    expect(await isKept(reference)).toBe(true);
  });

  describe('a reference that was sent is never erased', () => {
    it.each([
      ['by fetch with the data of the form', (form: HTMLFormElement) => String(new FormData(form))],
      [
        'by a script that reads the field',
        (form: HTMLFormElement) => (form.elements.namedItem('perimetre_reference') as HTMLInputElement).value,
      ],
      [
        'by a script that listens to the sending',
        (form: HTMLFormElement) => {
          form.addEventListener('submit', (event) => event.preventDefault());
          form.requestSubmit();
        },
      ],
      [
        'by a script that says so',
        (form: HTMLFormElement) => (form.querySelector('perimetre-check') as HTMLElement & { sent(): void }).sent(),
      ],
    ] as const)('%s, then the form is reset, or holds a second address', async (_name, send) => {
      for (const then of ['reset', 'second address'] as const) {
        const { page, reference } = await recorded();
        await page.locator('form').evaluate(send as never);
        if (then === 'reset') {
          await page.locator('form').evaluate((form: HTMLFormElement) => form.reset());
          await expect.poll(() => hidden(page)).toEqual({ perimetre: '' });
          await page.getByLabel('Date d’embauche').fill('2024-05-01');
          await fillAddress(page, ['12', 'rue de l’Essai', '62400', 'Béthune']);
        } else await type(page, 'Numéro', '12');
        await replaced(page, reference);
        expect(await isKept(reference)).toBe(true);
        await site.closePages();
      }
    });

    it('and one that was not sent is erased', async () => {
      const { page, reference } = await recorded();
      await page.locator('form').evaluate((form: HTMLFormElement) => form.reset());
      await expect.poll(() => isKept(reference)).toBe(false);
    });
  });

  describe('a framework', () => {
    it('moves the widget: its address, its answer and its fields go with it', async () => {
      const page = await open('/association');
      await replaceForm(page, '<form><p></p><perimetre-check name="p" record></perimetre-check></form>');
      await page.getByRole('combobox').fill(INSIDE);
      await page.getByRole('combobox').press('Enter');
      await status(page, 'Sous conditions');
      const before = await hidden(page);
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.locator('perimetre-check').evaluate((check) => document.querySelector('form p')!.append(check));
      await status(page, 'Sous conditions');
      expect(await page.getByRole('combobox').inputValue()).toBe(INSIDE);
      expect(await hidden(page)).toEqual(before);
      expect(asked.filter((url) => url.includes('eligibility') || url.includes('decisions'))).toEqual([]);
      expect((await events(page)).length).toBe(1);
    });

    it('takes the widget out, and puts it back once the address is another one', async () => {
      const page = await answered();
      const posted = await page.evaluate((text) => {
        const check = document.querySelector('perimetre-check')!;
        const next = check.nextSibling;
        check.remove();
        document.querySelector<HTMLInputElement>('#address')!.value = text;
        document.forms[0]!.insertBefore(check, next);
        return check.querySelector('input')!.value;
      }, OUTSIDE);
      expect(posted).toBe('');
      await status(page, 'n’est dans aucun quartier');
      expect(await hidden(page)).toEqual({ perimetre: 'none' });
    });

    it.each([
      ['empties it', (check: HTMLElement) => check.replaceChildren()],
      [
        'writes other children',
        (check: HTMLElement) => {
          check.innerHTML = '<p>Sans script, la vérification manque.</p>';
        },
      ],
      [
        'makes another field of the hidden one',
        (check: HTMLElement) => {
          const input = check.querySelector('input')!;
          input.removeAttribute('data-perimetre');
          input.name = 'other';
        },
      ],
    ] as const)('%s: what it posts stays, once', async (_name, rewrite) => {
      const page = await answered();
      const atOnce = await page
        .locator('perimetre-check')
        .evaluate(
          new Function(
            'check',
            `(${rewrite})(check); return new FormData(document.forms[0]).getAll('perimetre');`,
          ) as never,
        );
      expect(atOnce).toEqual(['bop-147']);
      await expect
        .poll(() => page.evaluate(() => document.querySelectorAll('perimetre-check [name=perimetre]').length))
        .toBe(1);
      await page.getByRole('button', { name: 'Envoyer' }).click();
      await received(page);
      expect(examples.posted.at(-1)).toMatchObject({ perimetre: ['bop-147'] });
    });

    it('copies the widget with its hidden field: the copy posts nothing of the first', async () => {
      const page = await answered();
      const copied = await page.locator('perimetre-check').evaluate((check) => {
        const copy = check.cloneNode(true) as HTMLElement;
        copy.removeAttribute('for');
        check.after(copy);
        return new FormData(document.forms[0]!).getAll('perimetre');
      });
      expect(copied).toEqual(['bop-147', '']);
    });
  });

  it('two widgets of one name: each answer stays in its place', async () => {
    const page = await open('/association');
    await replaceForm(
      page,
      `<form><label for="a">A</label><input id="a"><perimetre-check for="a" name="p"></perimetre-check>
       <label for="b">B</label><input id="b"><perimetre-check for="b" name="p"></perimetre-check></form>`,
    );
    await type(page, 'A', INSIDE);
    await type(page, 'B', OUTSIDE);
    await page.getByText('n’est dans aucun quartier').waitFor();
    await page.getByText('Cette adresse est dans').waitFor();
    const posted = () => page.evaluate(() => new FormData(document.forms[0]!).getAll('p'));
    expect(await posted()).toEqual(['bop-147', 'none']);
    await page.locator('#b').evaluate((field: HTMLInputElement) => {
      field.value = '';
    });
    expect(await posted()).toEqual(['bop-147', '']);
  });

  it('a field that the browser fills, as autofill does, is answered', async () => {
    const page = await open('/association');
    await page.locator('#address').evaluate((field: HTMLInputElement, text) => {
      field.value = text;
      for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
    }, INSIDE);
    await status(page, 'Sous conditions');
    expect(await hidden(page)).toEqual({ perimetre: 'bop-147' });
  });
});
