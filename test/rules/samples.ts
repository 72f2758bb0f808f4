import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Application } from '../../src/rules/application.ts';
import type { Geography, ZoneDistance } from '../../src/rules/geography.ts';
import { loadRulebook, type Rulebook } from '../../src/rules/load-rulebook.ts';
import { type Verdict, verdictsFor } from '../../src/verdict.ts';

export const rulesFolder = join(import.meta.dirname, '..', '..', 'data', 'rules');
export const rulebook = loadRulebook(rulesFolder);

/** A folder of rules with the sample scheme alone, edited by `edit`. */
export function sampleFolder(name: string, edit?: (text: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), `perimetre-${name}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(rulesFolder, 'shared'), join(folder, 'shared'), { recursive: true });
  const sample = readFileSync(join(import.meta.dirname, 'sample.yaml'), 'utf8');
  const edited = edit ? edit(sample) : sample;
  if (edit && edited === sample) throw new Error('the edit changes nothing in the sample');
  writeFileSync(join(folder, 'sample.yaml'), edited);
  return folder;
}

/** A point in Béthune on `date`, in the generation that was in force, with the zones given. */
export function placeOn(date: string, zones: readonly ZoneDistance[], more: Partial<Geography> = {}): Geography {
  return {
    commune: '62119',
    inAgglomeration: true,
    extent: 'point',
    generation: generationOn(date),
    zones,
    ...more,
  };
}

export function generationOn(date: string): Geography['generation'] {
  if (date < '2015-01-01') return null;
  return date < '2024-01-01' ? { from: '2015-01-01', to: '2023-12-31' } : { from: '2024-01-01', to: null };
}

/** A QPV without a convention of renewal, `distance` metres from a point. */
export function qpv(distance: number, id: string | null = 'QN06212M'): ZoneDistance {
  return { id, kind: 'qpv', name: 'Terrasses Basly', distance, nearest: distance, farthest: distance };
}

export function qic(distance: number, id: string | null = 'QIC-CATORIVE'): ZoneDistance {
  return { id, kind: 'qic', name: 'Catorive', distance, nearest: distance, farthest: distance };
}

/** The verdict of one scheme for a sure place, or for one that may be any of `places`. */
export function verdictOf(
  scheme: string,
  date: string,
  places: Geography | readonly Geography[],
  application: Application = {},
  reasons: readonly { code: string; message: string }[] = [],
  rules: Rulebook = rulebook,
): Verdict {
  const memberships = Array.isArray(places) ? (places as readonly Geography[]) : [places as Geography];
  const [verdict] = verdictsFor({ memberships, reasons }, application, date, rules, [scheme]);
  return verdict!;
}

export function codes(messages: readonly { code: string }[]): string[] {
  return messages.map(({ code }) => code);
}
