import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Builds the pages once before the tests, as `npm start` does. */
export default function setup(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, '..', 'scripts', 'build-web.ts')], { stdio: 'inherit' });
}
