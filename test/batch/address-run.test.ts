import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Addresses } from '../../src/address/addresses.ts';
import { type Candidate, type Geocoder, GeocoderUnavailable } from '../../src/address/candidate.ts';
import { Geoplateforme } from '../../src/address/remote/geoplateforme.ts';
import { AddressAnswer } from '../../src/batch/addresses/address-answer.ts';
import { type FakeGeoplateforme, featureOf, startFakeGeoplateforme } from '../address/fake-geoplateforme.ts';
import { FakeClock, StoppedClock } from '../clock.ts';
import { bytesHeld } from '../memory.ts';
import { shipped } from '../world.ts';
import { answerAddresses as answer, bookRows, openAddresses, rowsOf } from './address-file.ts';

let fake: FakeGeoplateforme;
let book: Awaited<ReturnType<typeof openAddresses>>;
let essais: readonly Candidate[];
beforeAll(async () => {
  fake = await startFakeGeoplateforme();
  book = await openAddresses(bookRows);
  essais = await book.addresses.search({ text: '4 rue des Essais Béthune', limit: 1 });
});
afterAll(async () => {
  book.close();
  await fake.close();
});

describe('rows are geocoded concurrently, and written in order', () => {
  /** Answers the number in the text, after various delays. */
  class SlowGeocoder implements Geocoder {
    asked = 0;
    atOnce = 0;
    most = 0;
    async search({ text }: { text: string }): Promise<readonly Candidate[]> {
      this.asked++;
      this.most = Math.max(this.most, ++this.atOnce);
      for (let turns = (this.asked * 7) % 20; turns >= 0; turns--) await setImmediate();
      this.atOnce--;
      return [{ ...essais[0]!, label: text }];
    }
  }

  it('at most a fixed number at a time', async () => {
    const addresses = new SlowGeocoder();
    const texts = Array.from({ length: 1000 }, (_, i) => `adresse ${i}`);
    const { out, counts } = await answer(`adresse\n${texts.join('\n')}\n`, { addresses });
    const answers = rowsOf(out);
    expect(answers.map(({ matched_address }) => matched_address)).toEqual(texts);
    expect(counts.rows).toBe(1000);
    expect(addresses.most).toBeGreaterThan(20);
    // The State’s geocoder refuses a wait of more than three seconds: 150 requests at 50 a second.
    expect(addresses.most).toBeLessThan(150);
  });

  it('a repeated address is geocoded once', async () => {
    const addresses = new SlowGeocoder();
    const { counts } = await answer(`adresse\n${'une adresse\n'.repeat(500)}`, { addresses });
    expect(addresses.asked).toBe(1);
    expect(counts).toMatchObject({ rows: 500, ok: 500 });
  });

  it('memory does not grow with the length', async () => {
    const held: number[] = [];
    async function* long() {
      yield Buffer.from('id;adresse;note\n');
      for (let piece = 0; piece < 12; piece++) {
        held.push(bytesHeld());
        const note = 'x'.repeat(8000);
        yield Buffer.from(Array.from({ length: 1000 }, (_, i) => `${i};adresse ${piece} ${i};${note}\n`).join(''));
      }
    }
    const csv = new AddressAnswer({
      ...{ zones: shipped, addresses: { search: async () => essais }, columns: { address: ['adresse'] } },
      ...{ date: '2024-10-01', encoding: 'utf-8' as const },
    });
    let longest = 0;
    for await (const { bytes } of csv.answer(long())) longest = Math.max(longest, bytes.length);
    expect(csv.counts.rows).toBe(12_000);
    expect(longest).toBeLessThan(1 << 16);
    // If they were kept, the six pieces between them would take 48 MB.
    expect(Math.min(...held.slice(8)) - Math.min(...held.slice(2, 6))).toBeLessThan(24e6);
  });

  it('answers are cached for a while, not forever', async () => {
    const asked: string[] = [];
    const addresses: Geocoder = {
      async search({ text }) {
        asked.push(text);
        return essais;
      },
    };
    const others = Array.from({ length: 10_000 }, (_, i) => `autre ${i}`);
    await answer(`adresse\nici\nici\n${others.join('\n')}\nici\n`, { addresses });
    expect(asked.filter((text) => text === 'ici')).toHaveLength(2);
  });

  it('a defect of the geocoder ends the run: it is not an error of the row', async () => {
    const addresses = { search: () => Promise.reject(new TypeError('broken')) };
    await expect(answer('adresse\nici\nlà\n', { addresses })).rejects.toThrow('broken');
  });
});

describe('with the State’s geocoder', () => {
  const asking = () =>
    new Addresses('none.db', 'geoplateforme', new Geoplateforme({ baseUrl: fake.url, timeout: 1000 }));
  const columns = { address: ['adresse'], citycode: 'insee', postcode: 'cp' };

  it('its answers are judged like others, and receive the filters of the row', async () => {
    fake.reset();
    fake.load(() => [featureOf({}, [2.6289, 50.518])]);
    const { out } = await answer('adresse;insee;cp\n12 rue des Essais;62119;62400\n', { addresses: asking(), columns });
    const [row] = rowsOf(out);
    expect(row).toMatchObject({
      matched_address: '12 Rue des Essais 62400 Béthune',
      match_score: '0.970',
      tier: 'bop-147',
    });
    expect(fake.requests[0]!.query).toMatchObject({
      q: '12 rue des Essais',
      citycode: '62119',
      postcode: '62400',
      limit: '10',
    });
  });

  it('an unknown address is not found', async () => {
    fake.reset();
    const { counts } = await answer('adresse\nnulle part\n', { addresses: asking() });
    expect(counts).toMatchObject({ ok: 1, review: 1, notFound: 1 });
  });

  it('when it is down, every row is invalid and to be run again, and no message contains an address', async () => {
    fake.reset();
    fake.fail('down');
    const texts = Array.from({ length: 200 }, (_, i) => `${i} rue Secrète`);
    const { out, counts } = await answer(`adresse\n${texts.join('\n')}\n`, { addresses: asking() });
    expect(counts).toMatchObject({ rows: 200, ok: 0, invalid: 200, unasked: 200, notFound: 0 });
    const answers = rowsOf(out);
    for (const { status, tier, reason, candidates } of answers) {
      expect({ status, tier, candidates }).toEqual({ status: 'invalid', tier: '', candidates: '' });
      expect(reason).toMatch(/^adresse non cherchée, relancez cette ligne : Le service d’adresses/);
      expect(reason).not.toContain('Secrète');
    }
    fake.reset();
  });

  it('a failed address is geocoded again for the next row', async () => {
    let asked = 0;
    const addresses: Geocoder = {
      search: async () => {
        if (asked++ === 0) throw new GeocoderUnavailable('Le service d’adresses ne répond pas.');
        return [];
      },
    };
    const { counts } = await answer(`adresse\n${'ici\n'.repeat(300)}`, { addresses });
    expect(asked).toBe(2);
    expect(counts.ok).toBeGreaterThan(0);
  });
});

describe('a failure in the middle of a run', () => {
  const clock = new FakeClock();

  /** Pauses between two of its answers for this many seconds. */
  function failing(from: number, seconds: number): Geocoder & { asked: number } {
    let until: number | null = null;
    return {
      asked: 0,
      async search() {
        this.asked++;
        if (this.asked > from) until ??= clock.now() + seconds * 1000;
        if (until !== null && clock.now() < until) throw new GeocoderUnavailable('Absent.', 1);
        return [];
      },
    };
  }
  const input = `adresse\n${Array.from({ length: 400 }, (_, i) => `adresse ${i}`).join('\n')}\n`;

  it('is waited for: no row is lost', async () => {
    const { counts } = await answer(input, { addresses: failing(150, 60), clock });
    expect(counts).toMatchObject({ rows: 400, ok: 400, unasked: 0 });
  });

  it('is not waited for forever', async () => {
    const before = clock.now();
    const { counts } = await answer(input, { addresses: failing(150, 86_400), clock });
    expect(counts).toMatchObject({ rows: 400, ok: 150, unasked: 250 });
    expect(clock.now() - before).toBe(100_000);
  });

  it('is not waited for when the service never answered', async () => {
    const before = clock.now();
    const { counts } = await answer(input, { addresses: failing(0, 60), clock });
    expect(counts.unasked).toBe(400);
    expect(clock.now()).toBe(before);
  });

  it('does not delay the error of a bad file', async () => {
    const input = `adresse\nici\n${'là\n'.repeat(20)}ailleurs\n"`;
    const run = answer(input, { addresses: failing(1, 60), clock: new StoppedClock() });
    await expect(run).rejects.toThrow(/guillemet/);
  });
});
