import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { CsvAnswer } from '../../src/batch/csv-answer.ts';
import { answerFile } from '../../src/batch/run.ts';
import { randomFrom } from '../shapes.ts';
import { shipped } from '../world.ts';
import { type KilledRun, readSoFar } from './killed-run.ts';

/** Rows of every kind, quoted and not, with both line ends. */
export function variedRows(rows: number, seed: number): string {
  const random = randomFrom(seed);
  let text = '\ufeffid;nom;lon;lat\n';
  for (let i = 0; i < rows; i++) {
    const [lon, lat] = [2.3 + 0.5 * random(), 50.4 + 0.3 * random()];
    const name = ['x', '=1+1', '"a;""b""\nc"', 'é'][i % 4]!;
    const position = i % 97 === 0 ? ';' : `${lon.toFixed(6)};${lat.toFixed(6)}`;
    text += `${i};${name};${position}${i % 3 === 0 ? '\r\n' : '\n'}`;
  }
  return text;
}

/**
 * Kills a run of this many rows again and again, each time some pieces after the next save: while it answers, writes,
 * or saves again. Expects the bytes and the figures of an uninterrupted run.
 */
export async function expectKilledRunGoesOn(folder: string, rows: number, most: number, key?: string): Promise<void> {
  const at = (name: string) => join(folder, name);
  const [input, previous, output] = [at('in.csv'), at('previous.csv'), at('out.csv')];
  writeFileSync(input, variedRows(rows, 1));
  await answerFile(input, previous, new CsvAnswer({ zones: shipped, date: '2023-06-01' }));
  const whole = await run({ input, output: at('whole.csv'), previous, key });
  expect(whole.code).toBe(0);
  const random = randomFrom(rows);
  let kills = 0;
  while (kills < most) {
    const before = readSoFar(output);
    const { code } = await run({
      input,
      output,
      previous,
      key,
      kill: { after: before, pieces: Math.floor(random() * 4) },
    });
    if (code !== null) {
      expect(code).toBe(0);
      break;
    }
    kills++;
    expect(readSoFar(output)).toBeGreaterThan(before);
  }
  expect(kills).toBeGreaterThan(0);
  if (!existsSync(output)) {
    const last = await run({ input, output, previous, key });
    expect(last.code).toBe(0);
    expect(JSON.parse(last.printed)).toEqual(JSON.parse(whole.printed));
  }
  expect(readFileSync(output).equals(readFileSync(at('whole.csv')))).toBe(true);
  expect(existsSync(`${output}.part`)).toBe(false);
  expect(existsSync(`${output}.part.json`)).toBe(false);
  rmSync(output);
}

/** `code` is null where the run was killed. */
function run(order: KilledRun): Promise<{ code: number | null; printed: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'killed-run.ts'), JSON.stringify(order)]);
  let printed = '';
  child.stdout.on('data', (piece: Buffer) => {
    printed += piece;
  });
  child.stderr.pipe(process.stderr);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, printed })));
}
