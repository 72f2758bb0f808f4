import { access, constants, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { BatchError } from '../../files/error.ts';
import { asBatchError } from '../../files/system-error.ts';
import { withDemoBanner } from '../../french/demo-banner.ts';
import type { Zones } from '../../zones/zones.ts';
import { type Figures, figuresOf, type Reported } from './figures.ts';
import { pageOf } from './page.ts';

/**
 * Returns the files of `--report path`: a page and its figures, or the figures alone. Null when the extension is
 * neither .html nor .json.
 */
export function reportFiles(path: string): ReportFiles | null {
  if (/\.html?$/i.test(path)) return { page: path, figures: path.replace(/\.html?$/i, '.json') };
  return /\.json$/i.test(path) ? { page: null, figures: path } : null;
}

export interface ReportFiles {
  readonly page: string | null;
  readonly figures: string;
}

/**
 * Throws a BatchError when a report cannot be written. Called before a run that may take hours. `others` are files that
 * the report must not replace.
 */
export async function expectWritable(files: ReportFiles, others: readonly string[]): Promise<void> {
  for (const path of [files.page, files.figures]) {
    if (path === null) continue;
    if (others.some((other) => resolve(other) === resolve(path))) {
      throw new BatchError(`--report : ${path} est l’entrée ou la sortie, donnez un autre nom`);
    }
    const folder = dirname(path);
    try {
      await access(folder, constants.W_OK);
      if ((await stat(path).catch(() => null))?.isDirectory())
        throw new BatchError(`--report : ${path} est un dossier`);
    } catch (error) {
      throw asBatchError(error, folder);
    }
  }
}

/** Writes a report. Each file gets its name once it is complete. Throws a BatchError when it cannot be written. */
export async function writeReport(files: ReportFiles, reported: Reported): Promise<void> {
  const figures = figuresOf(reported);
  if (files.page !== null) await writeWhole(files.page, reportPage(figures, reported.zones));
  await writeWhole(files.figures, `${JSON.stringify(figures, null, 2)}\n`);
}

function reportPage(figures: Figures, zones: Zones): string {
  const page = pageOf(figures, zones);
  return figures.run.demo ? withDemoBanner(page) : page;
}

async function writeWhole(path: string, text: string): Promise<void> {
  const part = `${path}.part`;
  try {
    await writeFile(part, text);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw asBatchError(error, path);
  }
}
