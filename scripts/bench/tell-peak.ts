import { existsSync, readFileSync } from 'node:fs';

/** Preloaded by a program that is measured: tells its parent, when all is done, the megabytes that it held at most. */
process.once('exit', () => process.send?.({ peak: peak() / 1024 }));

/** KiB. `maxRSS` would count what the parent held when it started this process. */
function peak(): number {
  const status = '/proc/self/status';
  if (!existsSync(status)) return process.resourceUsage().maxRSS;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))![1]);
}
