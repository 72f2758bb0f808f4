import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { unzipSync } from 'fflate';

/** Files that go together: a folder, a zip, or a shapefile with its siblings. */
export interface Container {
  /** Relative, with `/` between folders, sorted. */
  readonly names: readonly string[];
  /** The whole content of one of `names`. */
  read(name: string): Uint8Array;
}

/** Everything in a folder and in those below it. */
export function folderContainer(path: string): Container {
  const names = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter(isWanted)
    .sort();
  return { names, read: (name) => readFileSync(join(path, name)) };
}

/** A file and those of its folder that have the same name but for the extension. */
export function siblingsContainer(path: string): Container {
  const stem = (name: string) => name.replace(/\.[^.]*$/, '').toLowerCase();
  const names = readdirSync(dirname(path)).filter((name) => stem(name) === stem(basename(path)));
  return { names: names.sort(), read: (name) => readFileSync(join(dirname(path), name)) };
}

/** The entries of a zip. Throws an Error when it is cut short or damaged. */
export function zipContainer(bytes: Uint8Array): Container {
  const sizes = new Map<string, number>();
  extracted(bytes, (name, size) => {
    sizes.set(name, size);
    return false;
  });
  const names = [...sizes.keys()].filter((name) => !name.endsWith('/') && isWanted(name)).sort();
  return {
    names,
    read(name) {
      const size = sizes.get(name) ?? 0;
      if (size > LARGEST_ENTRY)
        throw new Error(`the entry ${name} would take ${size} bytes; expected at most ${LARGEST_ENTRY}`);
      const content = extracted(bytes, (entry) => entry === name)[name];
      if (content?.length !== size) throw new Error(`the entry ${name} of the zip is damaged`);
      return content;
    },
  };
}

/** 1 GB: the whole country at full resolution takes a fiftieth. */
const LARGEST_ENTRY = 1e9;

function extracted(bytes: Uint8Array, filter: (name: string, size: number) => boolean): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter: ({ name, originalSize }) => filter(name, originalSize) });
  } catch (error) {
    throw new Error(`the zip is cut short or damaged (${(error as Error).message})`);
  }
}

/** Not what macOS adds to folders and zips. */
function isWanted(name: string): boolean {
  return !name.split('/').some((part) => part === '__MACOSX' || part.startsWith('.'));
}

export function isFolder(path: string): boolean {
  return statSync(path).isDirectory();
}
