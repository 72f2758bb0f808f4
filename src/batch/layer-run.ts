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
  /** The date of features without a date, `YYYY-MM-DD`. */
  readonly date: string;
  /** The CRS of the coordinates. It takes precedence over the CRS in the file. */
  readonly crs?: string | undefined;
  /** The schemes to judge for each feature, with their facts. */
  readonly schemes?: SchemeQuestion | undefined;
  /** Present when the places come from columns of addresses. */
  readonly addresses?: Pick<AddressLayerOptions, 'geocoder' | 'columns' | 'clock'> | undefined;
  /** Whether texts of a CSV that a spreadsheet would run as formulas are escaped. */
  readonly isSafe?: boolean | undefined;
  readonly tally?: Tally | undefined;
  readonly progress?: Progress | undefined;
  readonly stop?: AbortSignal | undefined;
  /** Receives French sentences about the choices made, or about a probable fault of the file. */
  readonly notice: (sentence: string) => void;
}

/**
 * Answers the layer or the table `input` into the file `output`, with as many features and in the same order. The
 * output gets its name only when it is complete. Returns the counts and the duration. Throws a BatchError when a file
 * cannot be read or written, or when the run is stopped.
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
  // Each run writes its own part, so that two runs with the same output do not mix their files.
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

/** The number of features between two reports of progress. The run also checks then whether it is stopped. */
const PROGRESS = 1000;
/** Fewer, since the State's geocoder accepts 50 requests a second. */
const PROGRESS_OF_ADDRESSES = 20;

/** Removes an incomplete output, and the journal that SQLite writes beside it. */
async function removeParts(part: string): Promise<void> {
  for (const path of [part, `${part}-journal`]) await rm(path, { force: true });
}

/**
 * Throws a BatchError when the output cannot be written, before a run that may take hours. A file answered into itself
 * would be lost.
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
 * A file without geometries may have coordinates in its columns. When it has neither, and its format has geometries,
 * the error names both.
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

/** Returns the result of `read`. Turns its error into a BatchError that names the file. */
function named<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { message } = error as Error;
    throw new BatchError(message.startsWith(path) ? message : `${path} : ${message}`, { cause: error });
  }
}

/** Returns the reference system of a layer; null for WGS84. */
function systemFor(layer: Layer, { input, crs, notice }: LayerRun): ReferenceSystem | null {
  const system = crs === undefined ? named(input, () => systemOf(layer, crs, input)) : systemOf(layer, crs, input);
  const other = readOtherwise(layer, system);
  if (other !== null) notice(`${input} : ${other}`);
  return system;
}

/** Sends a notice before the run when nearly all the first features have the same fault. */
async function adviseOn(layer: Layer, options: AnswerOptions, run: LayerRun): Promise<void> {
  const sample = new LayerAnswer(layer, options);
  try {
    for await (const feature of layer.features) {
      sample.answer(feature);
      if (sample.counts.rows === SAMPLE) break;
    }
  } catch {
    // The run meets the same error and throws it.
  }
  const advice = adviceOn(sample.mistakes, sample.counts.rows);
  if (advice !== null) run.notice(`${run.input} : ${advice}`);
}

/** Features read for the notice. */
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
