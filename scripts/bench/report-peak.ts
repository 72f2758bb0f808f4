import { existsSync, readFileSync } from 'node:fs';

/** Preloaded into a measured program: at its end, sends its peak memory in megabytes to the parent process. */
process.once('exit', () => process.send?.({ peak: peak() / 1024 }));

/** In KiB. `maxRSS` would include the memory of the parent at the time of the fork. */
function peak(): number {
  const status = '/proc/self/status';
  if (!existsSync(status)) return process.resourceUsage().maxRSS;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))![1]);
}
