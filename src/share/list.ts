import { systemOf } from '../files/crs/layer-system.ts';
import type { Feature, Layer } from '../files/feature.ts';
import { wholeNames } from '../files/field-names.ts';
import { faultIn } from '../files/value-fault.ts';
import { type Home, type HomeOptions, homeReader } from './homes.ts';

export interface ListOptions extends HomeOptions {
  /** The column that names each person: of several rows that bear one name, the first counts. */
  readonly key?: string | undefined;
}

/**
 * The homes of a list, each with its row; null for a row that counts for nobody: an empty one, or one more of a person
 * who was already read. Throws an Error of one French line that tells nothing of a row, not even its number.
 */
export function homesOf(layer: Layer, options: ListOptions): AsyncGenerator<readonly [Home | null, Feature]> {
  // Counted as it is: no name of a column has anything to do with it.
  if (!options.address) systemOf(layer, options.crs, 'la liste');
  return rowsOf(layer, ...readersOf(layer, options));
}

/**
 * A list without a header line has somebody's home where the names of its columns are looked for: they are not
 * repeated.
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
    const isAgain = key !== '' && counted.has(key);
    if (key !== '') counted.add(key);
    yield [isAgain ? null : homeOf(feature), feature];
  }
}

/** What fails in the middle of a file is said with its line, or with what stands there. */
async function* unread({ features }: Layer): AsyncGenerator<Feature> {
  try {
    yield* features;
  } catch (cause) {
    throw new Error('la liste ne se lit pas jusqu’au bout : « perimetre batch » dit ce qui l’arrête', { cause });
  }
}

/**
 * Without a column of keys, and in rows that have none, everyone is another person. Null for a key that was meant and
 * is not there.
 */
function keyReader(layer: Layer, name: string | undefined): (feature: Feature) => string | null {
  if (name === undefined) return () => '';
  const plain = (text: string) => text.trim().normalize('NFC').toLowerCase();
  const at = wholeNames(layer, [name]).findIndex((each) => plain(each) === plain(name));
  if (at < 0) throw new Error(`colonne « ${name} » introuvable`);
  return (feature) => (faultIn(feature, layer.fields, [at]) === null ? String(feature.values[at] ?? '').trim() : null);
}
