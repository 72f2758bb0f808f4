import { systemOf } from '../files/crs/layer-system.ts';
import type { Feature, Layer } from '../files/feature.ts';
import { wholeNames } from '../files/field-names.ts';
import { faultIn } from '../files/value-fault.ts';
import { type Home, type HomeOptions, homeReader } from './homes.ts';

export interface ListOptions extends HomeOptions {
  /** Column that identifies each person: of several rows with one value, the first counts. */
  readonly key?: string | undefined;
  /** Counts the rows left out because they repeat a person. */
  readonly repeats?: { count: number } | undefined;
}

/**
 * Returns the homes of a list, each with its row; null for a row that does not count: an empty one, or a further row of
 * a person. Throws an Error of one French line without any content of a row, not even its number.
 */
export function homesOf(layer: Layer, options: ListOptions): AsyncGenerator<readonly [Home | null, Feature]> {
  // Called first: an error about the system has nothing to do with the names of columns.
  if (!options.address) systemOf(layer, options.crs, 'la liste');
  return rowsOf(layer, options.repeats, ...readersOf(layer, options));
}

/**
 * In a list without a header line, the first home is in the place of the column names: the error must not repeat them.
 */
function readersOf(layer: Layer, options: ListOptions): [ReturnType<typeof homeReader>, ReturnType<typeof keyReader>] {
  try {
    return [homeReader(layer, options), keyReader(layer, options.key)];
  } catch (error) {
    const [message] = (error as Error).message.split(' ; ');
    throw new Error(`${message} ; la première ligne de la liste porte-t-elle les noms de ses colonnes ?`, {
      cause: error,
    });
  }
}

async function* rowsOf(
  layer: Layer,
  repeats: ListOptions['repeats'],
  homeOf: (feature: Feature) => Home | null,
  keyOf: (feature: Feature) => string | null,
): AsyncGenerator<readonly [Home | null, Feature]> {
  const counted = new Set<string>();
  for await (const feature of unread(layer)) {
    const key = keyOf(feature);
    if (key === null) {
      yield ['unreadable', feature];
      continue;
    }
    if (counted.has(key)) {
      if (repeats) repeats.count++;
      yield [null, feature];
      continue;
    }
    if (key !== '') counted.add(key);
    yield [homeOf(feature), feature];
  }
}

/** An error in the middle of a file names its line or quotes its content: both are removed here. */
async function* unread({ features }: Layer): AsyncGenerator<Feature> {
  try {
    yield* features;
  } catch (cause) {
    throw new Error('la liste ne se lit pas jusqu’au bout : « perimetre batch » dit ce qui l’arrête', { cause });
  }
}

/** Without a key column, and in rows without a key, everyone is another person. Null for an invalid key. */
function keyReader(layer: Layer, name: string | undefined): (feature: Feature) => string | null {
  if (name === undefined) return () => '';
  const plain = (text: string) => text.trim().normalize('NFC').toLowerCase();
  const at = wholeNames(layer, [name]).findIndex((each) => plain(each) === plain(name));
  if (at < 0) throw new Error(`colonne « ${name} » introuvable`);
  return (feature) => {
    if (faultIn(feature, layer.fields, [at]) !== null) return null;
    const key = String(feature.values[at] ?? '').trim();
    return WITHOUT_KEY.has(key.toUpperCase()) ? '' : key;
  };
}

/** Texts that databases and people write for a missing identifier. */
const WITHOUT_KEY = new Set(['NULL', 'NA', 'N/A', '-', '?']);
