import { realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createLayer } from '../files/create-layer.ts';
import { readOtherwise, systemOf } from '../files/crs/layer-system.ts';
import { BatchError } from '../files/error.ts';
import type { Feature, FeatureWriter, Layer, Value } from '../files/feature.ts';
import { removeLeftParts } from '../files/left-parts.ts';
import { type OpenedLayer, type LayerOptions as OpenOptions, openLayer } from '../files/open-layer.ts';
import type { OutputFormat } from '../files/output-format.ts';
import { partOf } from '../files/sink.ts';
import { asBatchError } from '../files/system-error.ts';
import type { ReferenceSystem } from '../geo/projection.ts';
import type { Zones } from '../zones/zones.ts';
import type { AddressCounts } from './addresses/address-counting.ts';
import { AddressLayerAnswer, type AddressLayerOptions } from './addresses/address-layer.ts';
import type { BatchCounts } from './counts.ts';
import type { FeatureAnswer } from './feature-answer.ts';
import { type LayerOptions as AnswerOptions, LayerAnswer } from './layer-answer.ts';
import { outputOf } from './layer-output.ts';
import { adviceOn } from './mistake.ts';
import type { Progress } from './run.ts';
import type { SchemeQuestion } from './schemes/scheme-question.ts';
import type { Tally } from './tally.ts';

export interface LayerRun extends OpenOptions {
  readonly input: string;
  readonly output: string;
  readonly format: OutputFormat;
  readonly zones: Zones;
  /** The date of features that bear none, `YYYY-MM-DD`. */
  readonly date: string;
  /** What the coordinates are in, whatever the file says. */
  readonly crs?: string | undefined;
  /** What is asked of each row beside its place, where `--schemes` asks it. */
  readonly schemes?: SchemeQuestion | undefined;
  /** Where rows hold addresses, rather than a place of their own. */
  readonly addresses?: Pick<AddressLayerOptions, 'geocoder' | 'columns' | 'clock'> | undefined;
  /** Whether the texts of a CSV must not be taken for formulas. */
  readonly isSafe?: boolean | undefined;
  readonly tally?: Tally | undefined;
  readonly progress?: Progress | undefined;
  readonly stop?: AbortSignal | undefined;
  /** Told, in one French sentence, what had to be decided, or what a whole file may have wrong. */
  readonly notice: (sentence: string) => void;
}

/**
 * Answers the layer or the table `input` into the file `output`, which appears under its name only when it is whole: as
 * many features out as in, in the same order. Throws a BatchError when a file cannot be read or written.
 */
export async function answerLayer(
  run: LayerRun,
): Promise<(BatchCounts | AddressCounts) & { readonly seconds: number }> {
  const started = performance.now();
  const { input, output, format, notice } = run;
  await expectOutput(input, output);
  const layer = await openLayer(input, run).catch(asBatch(input));
  for (const sentence of layer.notices ?? []) notice(`${input} : ${sentence}`);
  const system = systemFor(layer, run);
  const options = { ...run, system, isStated: run.crs !== undefined };
  if (layer.count === 0) throw new BatchError(`${input} : ${emptiness(layer)}`);
  const answer = named(input, () => answerOf(layer, options));
  if (!run.addresses) await adviseOn(layer, { ...options, tally: undefined }, run);
  const out = outputOf(layer, answer, system, run);
  // Of its own: another run that writes the same output must not have half of its file named.
  const part = partOf(`${output}.${process.pid}`);
  let writer: FeatureWriter | null = null;
  try {
    removeLeftParts(dirname(output), `${basename(output)}.`);
    writer = createLayer(part, format, out.head);
    const to = writer;
    const pause = async (written: void | Promise<void>) => {
      await written;
      run.progress?.(answer.counts.rows, answer.counts.rows, layer.count);
      await setImmediate();
      run.stop?.throwIfAborted();
    };
    const write = (feature: Feature, values: readonly Value[]): void | Promise<void> => {
      const written = to.write({
        values: out.valuesOf(feature, values),
        geometry: out.geometryOf(feature, values),
      });
      return answer.counts.rows % (run.addresses ? PROGRESS_OF_ADDRESSES : PROGRESS) === 0 ? pause(written) : written;
    };
    await answer.each(layer.features, write, run.stop);
    if (answer.counts.rows === 0) throw new BatchError(`${input} : ${emptiness(layer)}`);
    await writer.close();
    writer = null;
    await rename(part, output);
  } catch (error) {
    await writer?.close().catch(() => {});
    await removeParts(part);
    throw run.stop?.aborted ? new BatchError('interrompu : rien n’est écrit') : failure(error, output);
  }
  const advice = run.addresses ? adviceOn(answer.mistakes, answer.counts.rows) : null;
  if (advice !== null) notice(`${input} : ${advice}`);
  for (const sentence of answer.remarks.sentences) notice(`${input} : ${sentence}`);
  return { ...answer.counts, seconds: (performance.now() - started) / 1000 };
}

/** Features between two words on how far the run is, when the process also hears that it is to stop. */
const PROGRESS = 1000;
/** The State's geocoder takes fifty a second. */
const PROGRESS_OF_ADDRESSES = 20;

/** What an output is until it is whole, and the journal that SQLite keeps beside it. */
async function removeParts(part: string): Promise<void> {
  for (const path of [part, `${part}-journal`]) await rm(path, { force: true });
}

/**
 * A file answered onto itself would lose what was asked; one that has nowhere to go is better told of before an hour
 * than after.
 */
async function expectOutput(input: string, output: string): Promise<void> {
  const [from, to] = await Promise.all([input, output].map((path) => realpath(path).catch(() => null)));
  if (from !== null && from === to) {
    throw new BatchError(`${output} est le fichier d’entrée : donnez un autre nom à --out`);
  }
  const folder = dirname(output);
  const found = await stat(folder).catch((error: unknown) => {
    throw asBatchError(error, folder);
  });
  if (!found.isDirectory()) throw new BatchError(`${folder} n’est pas un dossier`);
  if ((await stat(output).catch(() => null))?.isDirectory()) {
    throw new BatchError(`${output} est un dossier, un fichier était attendu`);
  }
}

function asBatch(path: string): (error: unknown) => never {
  return (error) => {
    throw named(path, () => {
      throw error;
    });
  };
}

/**
 * A file of a kind that draws, and that draws nothing, may still have its places in columns; where it has not, that is
 * what is missing.
 */
function answerOf(
  layer: OpenedLayer,
  { addresses, ...options }: AnswerOptions & Pick<LayerRun, 'addresses'>,
): FeatureAnswer {
  if (addresses) return new AddressLayerAnswer(layer, { ...options, ...addresses });
  try {
    return new LayerAnswer(layer, options);
  } catch (error) {
    const isDrawing = layer.geometryType === null && ['geojson', 'geopackage', 'parquet'].includes(layer.format);
    throw isDrawing ? new Error(`aucune géométrie, et ${(error as Error).message}`, { cause: error }) : error;
  }
}

/** What `read` throws of the file itself, as an error that names it. */
function named<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { message } = error as Error;
    throw new BatchError(message.startsWith(path) ? message : `${path} : ${message}`, { cause: error });
  }
}

/** Null in WGS84. */
function systemFor(layer: Layer, { input, crs, notice }: LayerRun): ReferenceSystem | null {
  const system = crs === undefined ? named(input, () => systemOf(layer, crs, input)) : systemOf(layer, crs, input);
  const other = readOtherwise(layer, system);
  if (other !== null) notice(`${input} : ${other}`);
  return system;
}

/** Says before the run what the first features have wrong, where nearly all of them have the same. */
async function adviseOn(layer: Layer, options: AnswerOptions, run: LayerRun): Promise<void> {
  const sample = new LayerAnswer(layer, options);
  try {
    for await (const feature of layer.features) {
      sample.answer(feature);
      if (sample.counts.rows === SAMPLE) break;
    }
  } catch {
    // Met again, and told, where the file is answered.
  }
  const advice = adviceOn(sample.mistakes, sample.counts.rows);
  if (advice !== null) run.notice(`${run.input} : ${advice}`);
}

const SAMPLE = 500;

function emptiness(layer: Layer): string {
  return layer.geometryType === null && layer.fields.length > 0
    ? 'il n’y a que des noms de colonnes : aucune ligne à répondre'
    : 'il ne contient aucun objet à répondre';
}

function failure(error: unknown, output: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'SQLITE_FULL') return asBatchError({ code: 'ENOSPC', path: output }, output);
  if (code?.startsWith('SQLITE_')) return new BatchError(`${output} : l’écriture a échoué (${code})`, { cause: error });
  return asBatchError(error, output);
}
