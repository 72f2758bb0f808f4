import { renameSync, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { addedNames } from '../../batch/columns.ts';
import { createLayer } from '../../files/create-layer.ts';
import { writeCsv } from '../../files/csv/write-csv.ts';
import type { Feature, FeatureWriter, Layer, Value } from '../../files/feature.ts';
import { removeLeftParts } from '../../files/left-parts.ts';
import { formatOfName } from '../../files/output-format.ts';
import type { HomeComparison } from '../../share/home-comparison.ts';
import { unwritten } from '../whole-file.ts';

/** Writes the rows of a list with their changes to a file that gets its name once it is complete. */
export class ChangeRows {
  readonly #path: string;
  readonly #unfinished: string;
  readonly #writer: FeatureWriter;

  /** Throws an Error of one French line when the file cannot be written. */
  constructor(path: string, { fields, ...layer }: Layer) {
    const format = formatOfName(path);
    const added = addedNames(
      fields.map(({ name }) => name),
      ADDED,
    );
    this.#path = path;
    this.#unfinished = `${path}.${process.pid}.part`;
    const head = { ...layer, fields: [...fields, ...added.map((name) => ({ name, type: 'text' as const }))] };
    this.#writer = this.#orUnwritten(() => {
      // Unfinished files of killed commands contain personal data.
      removeLeftParts(dirname(path), `${basename(path)}.`);
      // People open this list in a spreadsheet.
      return format === 'csv'
        ? writeCsv(this.#unfinished, head, { isSafe: true })
        : createLayer(this.#unfinished, format, head);
    });
  }

  /** `row` is null for a row that is not counted. */
  async write({ values, geometry }: Feature, row: HomeComparison | null): Promise<void> {
    const { change, tierBefore, tierAfter, quarterBefore, quarterAfter } = row ?? NOT_COUNTED;
    const ours: readonly Value[] = [tierBefore, tierAfter, quarterBefore, quarterAfter, change];
    try {
      await this.#writer.write({ values: [...values, ...ours], geometry });
    } catch (error) {
      throw unwritten(this.#path, error);
    }
  }

  /** Completes the file and gives it its name. */
  async finish(): Promise<void> {
    try {
      await this.#writer.close();
      renameSync(this.#unfinished, this.#path);
    } catch (error) {
      throw unwritten(this.#path, error);
    }
  }

  /** Removes the unfinished file. */
  async abandon(): Promise<void> {
    await Promise.resolve(this.#writer.close()).catch(() => {});
    rmSync(this.#unfinished, { force: true });
  }

  #orUnwritten<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw unwritten(this.#path, error);
    }
  }
}

const ADDED = ['tier_before', 'tier_after', 'quarter_before', 'quarter_after', 'change'];
const NOT_COUNTED = { change: null, tierBefore: null, tierAfter: null, quarterBefore: null, quarterAfter: null };
