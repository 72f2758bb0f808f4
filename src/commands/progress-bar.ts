import cliProgress from 'cli-progress';
import type { Progress } from '../batch/run.ts';
import { figure } from '../french/numbers.ts';

/** Returns a progress bar on standard error; null when it is not a terminal. */
export function progressBar(): { update: Progress; stop: () => void } | null {
  if (!process.stderr.isTTY) return null;
  const bar = new cliProgress.SingleBar(
    {
      format: '{bar} {percentage} % | {rows} lignes | {speed} lignes/s | reste {eta_formatted}',
      barCompleteChar: '█',
      barIncompleteChar: '░',
      hideCursor: true,
    },
    cliProgress.Presets.rect,
  );
  const started = performance.now();
  let before: number | null = null;
  return {
    update(rows, bytes, size) {
      // A resumed run has rows behind it already.
      const isStarted = before !== null;
      before ??= rows;
      const speed = figure(Math.round(((rows - before) / (performance.now() - started)) * 1000));
      if (!isStarted) bar.start(size ?? bytes, 0, { rows: 0, speed });
      // The length of a pipe is unknown: its bar is always full.
      if (size === null) bar.setTotal(bytes);
      bar.update(bytes, { rows: figure(rows), speed });
    },
    stop: () => bar.stop(),
  };
}
