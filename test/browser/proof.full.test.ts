import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, looks, noBrowser, type OpenSite, openSite, shoot } from './site.ts';

describe.skipIf(noBrowser)('a kept answer (skipped where there is no Chromium)', () => {
  let site: OpenSite;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  /** Asks about a point of the Mont Liébaut, and has the answer recorded. */
  async function record(page: Page): Promise<string> {
    await page.getByRole('button', { name: 'Donner un point' }).click();
    await page.getByLabel('Longitude').fill('2,6289');
    await page.getByLabel('Latitude').fill('50,518');
    await page.getByRole('button', { name: 'Répondre' }).click();
    await page.getByRole('button', { name: 'Garder cette réponse' }).click();
    return (await page.locator('a.reference').textContent())!;
  }

  async function download(page: Page): Promise<string> {
    const waiting = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Télécharger la preuve' }).click();
    const path = join(tmpdir(), `perimetre-proof-${process.pid}-${Math.random()}.pdf`);
    await (await waiting).saveAs(path);
    return path;
  }

  async function verify(path: string, options = {}): Promise<Page> {
    const page = await site.open('/verifier', options);
    await page.getByLabel('Le fichier de la preuve').setInputFiles(path);
    await page.locator('.seal').waitFor();
    return page;
  }

  it('has a link without an address, and can be erased there with its code', async () => {
    const page = await site.open('/?le=2026-10-01', { withMap: false });
    const reference = await record(page);
    expect(reference).toMatch(/^([0-9A-Z]{5}-){4}[0-9A-Z]{6}$/);
    const code = (await page.locator('code.reference').textContent())!;
    expect(await accessibilityFaults(page)).toEqual([]);
    await shoot(page, 'kept');

    const kept = await site.open(`/reponses/${reference.toLowerCase()}`);
    await kept.getByText('Quartier du Mont-Liébaut').waitFor();
    expect(await kept.locator('body').textContent()).not.toMatch(/2,628|2\.628|50,518|50\.518/);
    expect(await accessibilityFaults(kept)).toEqual([]);
    await kept.getByText('Effacer cette réponse').click();
    await kept.getByLabel('Code d’effacement').fill('faux');
    await kept.getByRole('button', { name: 'Effacer' }).click();
    await kept.locator('#code-erreur').waitFor();
    await kept.getByLabel('Code d’effacement').fill(code);
    await kept.getByRole('button', { name: 'Effacer' }).click();
    await kept.getByText('La réponse est effacée.').waitFor();
    await kept.reload();
    await kept.getByRole('alert').waitFor();
    expect(await accessibilityFaults(kept)).toEqual([]);
  });

  it('gives a proof that is checked in the browser, and sent nowhere', async () => {
    const page = await site.open('/?le=2026-10-01', { withMap: false });
    const reference = await record(page);
    const pdf = await download(page);
    expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-');

    const good = await site.open('/verifier');
    const sent: string[] = [];
    good.on('request', (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await good.getByLabel('Le fichier de la preuve').setInputFiles(pdf);
    await good.getByText('Les données signées sont intactes').waitFor();
    expect(await good.locator('#verdict').textContent()).toContain(reference);
    expect(sent.filter((one) => !one.startsWith('GET '))).toEqual([]);
    expect(await accessibilityFaults(good)).toEqual([]);
  });

  it('describes declarations like the printed page', async () => {
    const page = await site.open('/?le=2026-10-01&pour=action', { withMap: false });
    await page.getByText('Préciser la demande').click();
    await page.getByLabel('Qui porte l’action').selectOption('local-association');
    await page.getByLabel('Part du public qui habite un quartier prioritaire').fill('80');
    await page.getByLabel('Dépenses de l’action').fill('5 000');
    await record(page);
    const checked = await verify(await download(page));
    const declared = (await checked.locator('#verdict').textContent())!.replace(/\s/g, ' ');
    expect(declared).toContain('Demandeur : association locale');
    expect(declared).toContain('Public habitant un QPV : 80 %');
    expect(declared).toContain('Dépenses éligibles : 5 000 €');
    expect(declared).not.toMatch(/0,8|local-association/);
  });

  it('never shows as sure what only a declaration supports', async () => {
    const answer = await site.service.app.inject({
      method: 'POST',
      url: '/v1/eligibility',
      payload: {
        where: { lon: 2.6349043285889544, lat: 50.518, uncertainty: 8 },
        date: '2024-10-01',
        application: { streetSide: 'inner' },
        record: true,
      },
    });
    const kept = await site.open(`/reponses/${answer.json().decision.reference}`);
    await kept.getByText('Dispositif par dispositif').waitFor();
    expect(await kept.locator('#reponse').textContent()).toContain('(d’après la déclaration)');
    expect(await kept.locator('#reponse').textContent()).not.toContain('réponse sûre');
  });

  it('refuses a changed proof, and a file that is none', async () => {
    const page = await site.open('/?le=2026-10-01', { withMap: false });
    const reference = await record(page);
    const signed = await page.evaluate(async (ref) => {
      const question = { where: { lon: 2.6289, lat: 50.518, uncertainty: 5 }, date: '2026-10-01', application: {} };
      const headers = { 'content-type': 'application/json', accept: 'application/json' };
      const body = JSON.stringify({ question });
      return (await fetch(`/v1/decisions/${ref}/proof`, { method: 'POST', headers, body })).json();
    }, reference);
    const path = join(tmpdir(), `perimetre-proof-${process.pid}.json`);
    writeFileSync(path, JSON.stringify(signed));
    await (await verify(path)).getByText('Les données signées sont intactes').waitFor();
    writeFileSync(path, JSON.stringify({ ...signed, place: { ...signed.place, lon: 2.6 } }));
    const altered = await verify(path);
    expect(await altered.locator('.seal.broken').textContent()).toContain('ne vous y fiez pas');
    expect(await accessibilityFaults(altered)).toEqual([]);
    writeFileSync(path, 'bonjour');
    expect(await (await verify(path)).locator('.seal.broken').textContent()).toContain('n’est pas une preuve');
  });

  it('reports an invalid reference, and accepts a valid one in any spelling', async () => {
    const page = await site.open('/?le=2026-10-01', { withMap: false });
    const reference = await record(page);
    const search = await site.open('/verifier');
    await search.getByLabel('Ou sa référence').fill('nulle part');
    await search.keyboard.press('Enter');
    await search.getByText('Ce n’est pas une référence').waitFor();
    await search.getByLabel('Ou sa référence').fill(reference.toLowerCase().replaceAll('-', ' '));
    await search.keyboard.press('Enter');
    await search.getByText('Quartier du Mont-Liébaut').waitFor();
    expect(new URL(search.url()).pathname).toBe(`/reponses/${reference}`);
  });

  it('looks well', async () => {
    const page = await site.open('/?le=2026-10-01', { withMap: false });
    const reference = await record(page);
    const pdf = await download(page);
    for (const { name, ...look } of looks) {
      await shoot(await verify(pdf, look), `verified-${name}`);
      const kept = await site.open(`/reponses/${reference}`, look);
      await kept.getByText('Quartier du Mont-Liébaut').waitFor();
      await shoot(kept, `kept-${name}`);
    }
  });
});
