import { createWriteStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Source } from './sources.ts';

/**
 * Downloads a source into `folder` and returns the path of the file. Throws an Error of one French line when the portal
 * is unreachable, answers with an error, sends nothing for `timeout` milliseconds or stops before the end.
 */
export async function fetchSource(
  source: Pick<Source, 'id' | 'url'>,
  folder: string,
  { progress = () => {}, timeout = TIMEOUT }: FetchOptions = {},
): Promise<string> {
  const { host } = new URL(source.url);
  const refuse = (why: string, cause?: unknown) => new Error(`${source.id} : ${host} ${why}`, { cause });
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), timeout);
  try {
    let response: Response;
    try {
      response = await fetch(source.url, { signal: silence.signal, headers: { accept: '*/*' } });
    } catch (error) {
      throw refuse(silence.signal.aborted ? 'ne répond pas à temps' : 'est injoignable', error);
    }
    if (!response.ok || !response.body) throw refuse(`répond ${response.status}`);
    // With a content encoding, the announced length is that of the encoded bytes, not of those read here.
    const isCoded = response.headers.has('content-encoding');
    const announced = isCoded ? null : Number(response.headers.get('content-length')) || null;
    await mkdir(folder, { recursive: true });
    const path = join(folder, source.id);
    let read = 0;
    const counter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        timer.refresh();
        read += chunk.length;
        progress(read, announced);
        done(null, chunk);
      },
    });
    try {
      await pipeline(Readable.fromWeb(response.body as never), counter, createWriteStream(path));
    } catch (error) {
      throw refuse(silence.signal.aborted ? 's’est tu au milieu du fichier' : 'a interrompu le téléchargement', error);
    }
    return path;
  } finally {
    clearTimeout(timer);
  }
}

export interface FetchOptions {
  readonly progress?: FetchProgress;
  /**
   * Milliseconds without any data, before or within the answer, after which the download fails. A slow portal is fine.
   */
  readonly timeout?: number;
}

/** Bytes read so far, and the total; null when the portal does not announce it. */
export type FetchProgress = (read: number, size: number | null) => void;

/** Returns the file of a source in a folder. Throws when the folder has none, or several, under its possible names. */
export async function findSource(source: Source, folder: string): Promise<string> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new Error(`${folder} : ce dossier n’existe pas`);
  const names = (await readdir(folder)).sort();
  for (const pattern of source.files) {
    const found = names.filter((name) => matches(name, pattern));
    if (found.length > 1)
      throw new Error(`${source.id} : plusieurs fichiers conviennent dans ${folder} : ${found.join(', ')}`);
    if (found.length === 1) return join(folder, found[0]!);
  }
  throw new Error(`${source.id} : aucun fichier ${source.files.join(' ou ')} dans ${folder}`);
}

const TIMEOUT = 60_000;

function matches(name: string, pattern: string): boolean {
  const [start = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return name === pattern;
  const end = rest.at(-1)!;
  return name.startsWith(start) && name.endsWith(end) && name.length >= start.length + end.length;
}
