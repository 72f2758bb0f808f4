import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Addresses } from '../address/addresses.ts';
import { buildAddresses } from '../address/local/build.ts';
import { todayInParis } from '../french/day.ts';
import type { Zones } from '../zones/zones.ts';
import { madeAddressLines } from './made-addresses.ts';

/** Opens the made-up addresses of a demonstration at `path`, and builds them before where they are absent or damaged. */
export async function prepareMadeAddresses(path: string, addresses: Addresses, zones: Zones): Promise<void> {
  try {
    addresses.refresh();
  } catch {
    // Built again below.
  }
  if (addresses.local !== null) return;
  mkdirSync(dirname(path), { recursive: true });
  const lines = `${path}.${process.pid}.csv`;
  try {
    writeFileSync(lines, `${[...madeAddressLines(zones)].join('\n')}\n`);
    const input = { path: lines, name: 'adresses fictives' };
    await buildAddresses(path, [input], todayInParis(), { isDemo: true, isSmallerAccepted: true });
  } finally {
    rmSync(lines, { force: true });
  }
  addresses.refresh();
}
