import type { Font } from './paper.ts';

/** A stretch of text in one font and colour. */
export interface Run {
  readonly text: string;
  readonly font?: Font;
  readonly color?: string;
}

export type Line = readonly Run[];

/** Breaks runs into lines of at most `width`, at spaces. A word wider than a line is cut. */
export function linesOf(runs: readonly Run[], width: number, widthOf: (run: Run) => number): Line[] {
  const lines: Run[][] = [[]];
  let used = 0;
  for (const word of wordsOf(runs)) {
    const wide = word.reduce((sum, run) => sum + widthOf(run), 0);
    const isFirst = lines.at(-1)!.length === 0;
    const gap = isFirst ? null : { ...lines.at(-1)!.at(-1)!, text: ' ' };
    const space = gap ? widthOf(gap) : 0;
    if (gap && used + space + wide <= width) {
      append(lines.at(-1)!, [gap, ...word]);
      used += space + wide;
      continue;
    }
    if (gap) {
      // Ends with the space, so that a reader of the text does not join two words.
      append(lines.at(-1)!, [gap]);
      lines.push([]);
    }
    used = 0;
    for (const piece of wide > width ? cut(word, width, widthOf) : [word]) {
      if (lines.at(-1)!.length > 0) lines.push([]);
      append(lines.at(-1)!, piece);
      used = piece.reduce((sum, run) => sum + widthOf(run), 0);
    }
  }
  return lines.filter((line) => line.length > 0);
}

/** Splits runs into words. A word that begins in one run and ends in the next has a part in each. */
function wordsOf(runs: readonly Run[]): Run[][] {
  const words: Run[][] = [[]];
  for (const run of runs) {
    run.text.split(' ').forEach((text, i) => {
      if (i > 0) words.push([]);
      if (text !== '') words.at(-1)!.push({ ...run, text });
    });
  }
  return words.filter((word) => word.length > 0);
}

function cut(word: readonly Run[], width: number, widthOf: (run: Run) => number): Run[][] {
  const pieces: Run[][] = [[]];
  let used = 0;
  for (const run of word) {
    for (const character of run.text) {
      const wide = widthOf({ ...run, text: character });
      if (used + wide > width && used > 0) {
        pieces.push([]);
        used = 0;
      }
      append(pieces.at(-1)!, [{ ...run, text: character }]);
      used += wide;
    }
  }
  return pieces;
}

/** Merges equal neighbours into one run, measured as one. */
function append(line: Run[], runs: readonly Run[]): void {
  for (const run of runs) {
    const last = line.at(-1);
    if (last && last.font === run.font && last.color === run.color) {
      line[line.length - 1] = { ...last, text: last.text + run.text };
    } else line.push(run);
  }
}
