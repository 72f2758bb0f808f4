import { createLayer } from '../../src/files/create-layer.ts';
import type { Feature, Head, Layer } from '../../src/files/feature.ts';
import { openLayer } from '../../src/files/open-layer.ts';
import type { OutputFormat } from '../../src/files/output-format.ts';

/** Writes features at `path`. */
export async function writeFeatures(path: string, format: OutputFormat, head: Head, features: readonly Feature[]) {
  const writer = createLayer(path, format, head);
  for (const feature of features) await writer.write(feature);
  await writer.close();
}

export interface Read {
  readonly layer: Layer;
  readonly features: readonly Feature[];
}

/** The whole of a layer. */
export async function readFeatures(path: string, options: Parameters<typeof openLayer>[1] = {}): Promise<Read> {
  const layer = await openLayer(path, options);
  const features: Feature[] = [];
  for await (const feature of layer.features) features.push(feature);
  return { layer, features };
}

/** The features of a layer as objects, by the names of its fields. */
export async function readRows(path: string, options?: Parameters<typeof openLayer>[1]) {
  const { layer, features } = await readFeatures(path, options);
  return features.map(({ values }) => Object.fromEntries(layer.fields.map(({ name }, i) => [name, values[i] ?? null])));
}
