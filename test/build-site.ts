import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The pages are built once before the tests, as `npm start` builds them. */
export default function setup(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, '..', 'scripts', 'build-web.ts')], { stdio: 'inherit' });
}
