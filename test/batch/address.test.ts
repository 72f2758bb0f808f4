import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Addresses } from '../../src/address/addresses.ts';
import type { AddressBatchOptions } from '../../src/batch/addresses/address-answer.ts';
import { matchColumns, placeColumns } from '../../src/batch/answer-columns.ts';
import { shortReason } from '../../src/batch/reason.ts';
import { BatchError } from '../../src/files/error.ts';
import { situationOfAddress } from '../../src/situation/address-situation.ts';
import { shipped } from '../world.ts';
import { answerAddresses, bookRows, openAddresses, rowsOf } from './address-file.ts';

let local: Addresses;
let close: () => void;
beforeAll(async () => {
  ({ addresses: local, close } = await openAddresses(bookRows));
});
afterAll(() => close());

const OURS = placeColumns.map(({ name }) => name).join(';');
const MATCH = matchColumns.map(({ name }) => name).join(';');
const VERSION = shipped.dataVersion;

type Input = Parameters<typeof answerAddresses>[0];

function answer(input: Input, more: Partial<AddressBatchOptions> = {}) {
  return answerAddresses(input, { addresses: local, ...more });
}

async function rows(input: Input, more?: Partial<AddressBatchOptions>): Promise<Record<string, string>[]> {
  return rowsOf((await answer(input, more)).out);
}

describe('the answer for an address', () => {
  it('comes after its row, in the order and the form of the contract', async () => {
    const { out, counts, read } = await answer('id;adresse\n7;4 rue des Essais 62400 Béthune\n');
    const [header, row] = out.toString().split('\n');
    expect(header).toBe(`id;adresse;${OURS};${MATCH}`);
    expect(row).toMatch(/^7;4 rue des Essais 62400 Béthune;ok;bop-147;/);
    expect(rowsOf(out)[0]).toMatchObject({
      ...{ inside: 'QN06208M', band: '', nearest: 'QN06208M', nearest_distance: '-204.514' },
      ...{
        certainty: 'firm',
        generation: '2024',
        data_version: VERSION,
        reason: '',
        matched_address: '4 Rue des Essais 62400 Béthune',
      },
      ...{ match_type: 'housenumber', match_score: '1.000', longitude: '2.6289000', latitude: '50.5180000' },
      candidates: '1',
    });
    expect(counts).toEqual({ rows: 1, ok: 1, invalid: 0, review: 0, notFound: 0, ambiguous: 0, unasked: 0 });
    expect(read).toBe(Buffer.byteLength('id;adresse\n7;4 rue des Essais 62400 Béthune\n'));
  });

  it('is the answer of its situation', async () => {
    const texts = [
      '4 rue des Essais Béthune',
      '3 rue du Sacré-Coeur',
      'rue des Essais Béthune',
      "1 place d'Armes Essars",
      'Essars',
    ];
    const answers = await rows(`adresse\n${texts.join('\n')}\n`);
    for (const [i, text] of texts.entries()) {
      const candidates = await local.search({ text, limit: 10 });
      const { situation, candidates: plausible } = situationOfAddress(candidates, { text }, '2024-10-01', shipped);
      const idsOf = (relation: string) => situation.zones.filter((z) => z.relation === relation).map(({ id }) => id);
      expect(answers[i]).toMatchObject({
        status: 'ok',
        tier: situation.tier,
        certainty: situation.certainty,
        inside: idsOf('inside').sort().join(';'),
        band: idsOf('band').sort().join(';'),
        matched_address: plausible[0]!.candidate.label,
        candidates: String(plausible.length),
      });
    }
  });

  it('an ambiguous address is judged as all its candidates: to review where they differ', async () => {
    const text = '3 rue du Sacré-Cœur';
    const { out, counts } = await answer(`adresse;insee;cp\n${text};;\n${text};62119;\n${text};62310;\n`, {
      columns: { address: ['adresse'], citycode: 'insee', postcode: 'cp' },
    });
    const [either, bethune, essars] = rowsOf(out);
    expect(either).toMatchObject({ status: 'ok', certainty: 'review', candidates: '2' });
    expect(either!.reason).toMatch(/^Plusieurs adresses correspondent/);
    expect(bethune).toMatchObject({ tier: 'bop-147', inside: 'QN06208M', certainty: 'firm', candidates: '1' });
    expect(essars).toMatchObject({ tier: 'none', certainty: 'firm', reason: '', candidates: '1' });
    expect(counts).toMatchObject({ rows: 3, review: 1, ambiguous: 1 });
  });

  it('a number between two others is placed there; a street without a number is judged over its length', async () => {
    const [between, street] = await rows('adresse\n6 rue des Essais Béthune\nrue des Essais Béthune\n');
    expect(between).toMatchObject({ match_type: 'interpolated', tier: 'bop-147', inside: 'QN06208M' });
    expect(street).toMatchObject({ match_type: 'street', tier: 'bop-147', certainty: 'firm', reason: '' });
    expect(Number(between!.longitude)).toBeCloseTo(2.629, 6);
  });

  it('an address not found is unknown, never no: answered, to review, without a match', async () => {
    const { out, counts } = await answer('adresse\n12 boulevard Inexistant 99999 Nullepart\nsans domicile fixe\n-\n');
    for (const row of rowsOf(out)) {
      expect(row).toMatchObject({ status: 'ok', tier: 'unknown', certainty: 'review', inside: '', nearest: '' });
      expect(row).toMatchObject({ matched_address: '', match_type: '', match_score: '', longitude: '', latitude: '' });
      expect(row.candidates).toBe('0');
      expect(row.reason).toMatch(/^L’adresse n’a pas été trouvée/);
    }
    expect(counts).toEqual({ rows: 3, ok: 3, invalid: 0, review: 3, notFound: 3, ambiguous: 0, unasked: 0 });
  });

  it('takes the date of the row where there is one', async () => {
    const text = '4 rue des Essais Béthune';
    const answers = await rows(`adresse;Date\n${text};\n${text};2014-12-31\n${text};2024-01-01\n${text};hier\n`);
    expect(answers.map(({ status, tier, generation }) => [status, tier, generation])).toEqual([
      ['ok', 'bop-147', '2024'],
      ['ok', 'unknown', ''],
      ['ok', 'bop-147', '2024'],
      ['invalid', '', ''],
    ]);
    expect(answers[3]!.reason).toBe('date invalide : AAAA-MM-JJ ou JJ/MM/AAAA était attendu');
  });

  it('gives the common reason of many numbers of a street once', () => {
    const reasonOf = (quarter: string, doubt: number) => ({
      code: 'limit-within-doubt',
      message: `La limite de ${quarter} passe trop près (doute : ${doubt} m).`,
    });
    const reasons = [
      reasonOf('A', 15),
      reasonOf('B', 15),
      reasonOf('A', 7),
      reasonOf('A', 9),
      { code: 'coverage', message: 'Long.' },
      { code: 'address-street-only', message: 'Sans numéro.' },
    ];
    expect(shortReason({ unknown: ['address', 'coverage', 'QIC-OISEAUX'], reasons })).toBe(
      'Sans numéro. | périmètre manquant : QIC-OISEAUX | hors du territoire couvert ou à son bord | La limite de ' +
        'A passe trop près. | La limite de B passe trop près (doute : 15 m).',
    );
  });
});

describe('the address is read from its columns', () => {
  const columns = { address: ['Num', 'VOIE', 'cp', 'ville'], citycode: 'insee', postcode: 'CP' };

  it('joined in the given order, in any case; empty ones add nothing', async () => {
    const input = 'ville;cp;insee;voie;num\nBéthune;62400;62119;rue des Essais;4\nBéthune;;;4 rue des Essais;\n';
    for (const row of await rows(input, { columns })) {
      expect(row).toMatchObject({ matched_address: '4 Rue des Essais 62400 Béthune', certainty: 'firm' });
    }
  });

  it('a code without its leading zero, as spreadsheets write it, is restored', async () => {
    const input = 'num;voie;cp;ville;insee\n7;rue Neuve;1500;Ambérieu;1004\n7;rue Neuve;;;01004\n';
    for (const row of await rows(input, { columns })) {
      expect(row).toMatchObject({ matched_address: '7 Rue Neuve 01500 Ambérieu', match_type: 'housenumber' });
    }
  });

  it('a column with a comma in its name can be named', async () => {
    const input = '"adresse, ligne 1";x\n4 rue des Essais Béthune;1\n';
    const [row] = await rows(input, { columns: { address: ['adresse', ' ligne 1'] } });
    expect(row!.tier).toBe('bop-147');
  });

  it('coordinate columns are ignored', async () => {
    const { out } = await answer('adresse;lon;lat;longitude\n4 rue des Essais Béthune;x;y;z\n');
    const [header, row] = out.toString().split('\n');
    expect(header).toBe(`adresse;lon;lat;longitude;${OURS};${MATCH.replace('longitude', 'longitude_perimetre')}`);
    expect(row).toMatch(/^4 rue des Essais Béthune;x;y;z;ok;bop-147;/);
  });

  it.each<[string, string, string]>([
    ['without an address', ';;;;', 'adresse absente'],
    ['of blanks', ' ; ;"";;', 'adresse absente'],
    ['with a commune’s name for a code', '4;rue des Essais;;;Béthune', 'code INSEE de la commune invalide'],
    ['with a postcode of letters', '4;rue des Essais;abc;;', 'code postal invalide'],
    ['too long', `4;rue ${'x'.repeat(200)};;;`, 'adresse trop longue'],
    ['with too many fields', '4;rue des Essais;;;;;', '7 champs au lieu de 5'],
    ['empty', '', 'ligne vide'],
  ])('a row with %s is invalid, has a reason, and keeps its place', async (_, line, reason) => {
    const good = '4;rue des Essais;62400;Béthune;62119';
    const { out, counts } = await answer(`num;voie;cp;ville;insee\n${good}\n${line}\n${good}\n`, { columns });
    const lines = out.toString().split('\n');
    expect(lines).toHaveLength(5);
    const before = placeColumns.findIndex(({ name }) => name === 'reason');
    expect(lines[2]).toContain(`;invalid${';'.repeat(before)}${reason}`);
    expect(lines[2]).toMatch(/;;;;;;$/);
    expect(lines[3]).toContain(';ok;bop-147;');
    expect(counts).toMatchObject({ rows: 3, ok: 2, invalid: 1, notFound: 0 });
  });

  it.each<[string, AddressBatchOptions['columns'], RegExp]>([
    ['an unknown column', { address: ['rue'] }, /colonne « rue » introuvable ; colonnes lues : id, adresse, Adresse2/],
    ['an unknown commune', { address: ['adresse'], citycode: 'insee' }, /« insee » introuvable/],
    ['an unknown postcode', { address: ['adresse'], postcode: 'cp' }, /« cp » introuvable/],
  ])('%s: the file is refused, and its columns are listed', async (_, named, message) => {
    const run = answer('id;adresse;Adresse2\n1;x;y\n', { columns: named });
    await expect(run).rejects.toThrow(BatchError);
    await expect(run).rejects.toThrow(message);
  });

  it('two columns of one name are refused', async () => {
    await expect(answer('adresse;ADRESSE\n1;x\n')).rejects.toThrow(/plusieurs colonnes s’appellent « adresse »/);
  });
});

describe('the bytes of the input are unchanged in the output', () => {
  const ADDRESS = '4 rue des Essais Béthune';

  it.each<[string, string]>([
    ['commas', `id,adresse\n1,${ADDRESS}\n`],
    ['semicolons', `id;adresse\n1;${ADDRESS}\n`],
    ['tabs', `id\tadresse\n1\t${ADDRESS}\n`],
    ['a byte order mark', `\ufeffid;adresse\n1;${ADDRESS}\n`],
    ['lines that end in CR LF', `id;adresse\r\n1;${ADDRESS}\r\n`],
    ['separators, quotes and newlines in quotes', `id;adresse\n"a ""b""; c\nd";"4 rue des ""Essais"",\nBéthune"\n`],
    ['blanks', `id ; adresse \n 1 ; ${ADDRESS} \n`],
    ['no end to the last line', `id;adresse\n1;${ADDRESS}`],
  ])('%s', async (_, input) => {
    const { out } = await answer(input);
    const eol = input.includes('\r\n') ? '\r\n' : '\n';
    const text = out.toString();
    const separator = input.includes(';') ? ';' : input.includes('\t') ? '\t' : ',';
    const ours = new RegExp(
      `${separator}(ok|status)(${separator}[^${separator}\\r\\n]*){${placeColumns.length + matchColumns.length - 1}}(?=\\r?\\n)`,
      'g',
    );
    expect(text.match(ours)).toHaveLength(2);
    expect(text).toContain(`4 Rue des Essais 62400 Béthune`);
    expect(text.replace(ours, '')).toBe(input.endsWith('\n') ? input : input + eol);
  });

  it('ISO-8859-1 is read and written as windows-1252', async () => {
    const input = Buffer.concat([
      Buffer.from('nom;adresse\nCité;3 rue du Sacré-C', 'latin1'),
      Buffer.of(0x9c),
      Buffer.from('ur Béthune\nCité;nulle part\n', 'latin1'),
    ]);
    const { out } = await answer([input]);
    expect(out.includes(Buffer.from('3 rue du Sacré-C\x9cur Béthune;ok;bop-147', 'latin1'))).toBe(true);
    const text = out.toString('latin1');
    expect(text).toContain(';3 Rue du Sacré-C\x9cur 62400 Béthune;housenumber');
    expect(text).toContain('L\x92adresse n\x92a pas été trouvée');
    expect(text).not.toContain('\xc3');
  });

  it('with any division into pieces', async () => {
    const input = Buffer.from(
      `\ufeffid;adresse;date\r\n1;"4 rue des\r\nEssais; Béthune";2024-10-01\r\n\r\n"2 ""x""";3 rue du ` +
        `Sacré-Cœur;\r\n3;nulle part;x`,
    );
    const whole = (await answer([input])).out.toString();
    for (let at = 0; at <= input.length; at++) {
      const { out } = await answer([input.subarray(0, at), input.subarray(at)]);
      expect(out.toString()).toBe(whole);
    }
    const bytes = Array.from(input, (byte) => Buffer.of(byte));
    expect((await answer(bytes, { encoding: 'utf-8' })).out.toString()).toBe(whole);
  });

  it('a header alone gives a header alone', async () => {
    expect((await answer('adresse\n')).out.toString()).toBe(`adresse,${`${OURS};${MATCH}`.replaceAll(';', ',')}\n`);
  });

  it('an unclosed quote or a row that is too long refuses the file', async () => {
    await expect(answer('adresse\nici\n"là\n')).rejects.toThrow(/ligne 3 .*guillemet/);
    const piece = Buffer.alloc(1 << 20, 'a');
    const long = [Buffer.from('adresse\n"'), ...Array.from({ length: 20 }, () => piece)];
    await expect(answer(long)).rejects.toThrow(/ligne 2 dépasse 16 Mio/);
  });
});
