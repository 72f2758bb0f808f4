/**
 * Each row with its answer, in the order of the rows: a bounded number of answers are waited for at a time, and of rows of so many bytes,
 * where `bytesOf` tells. An answer that fails ends it when its turn comes.
 */
export async function* inOrder<Row, Answer>(
  asked: AsyncIterable<readonly [Row, Answer | Promise<Answer>]>,
  bytesOf: (row: Row) => number = () => 0,
): AsyncGenerator<readonly [Row, Answer]> {
  const waiting: (readonly [Row, Answer | Promise<Answer>])[] = [];
  let bytes = 0;
  for await (const [row, answer] of asked) {
    if (answer instanceof Promise) {
      // Its failure is met when its turn comes, or never when the run ends before.
      answer.catch(() => {});
    } else if (waiting.length === 0) {
      yield [row, answer];
      continue;
    }
    waiting.push([row, answer]);
    bytes += bytesOf(row);
    while (waiting.length > MOST_WAITING || (bytes > MOST_BYTES && waiting.length > 0)) {
      const [first, itsAnswer] = waiting.shift()!;
      bytes -= bytesOf(first);
      yield [first, await itsAnswer];
    }
  }
  for (const [row, answer] of waiting) yield [row, await answer];
}

/** Enough for the fifty a second that the State's geocoder takes, few enough that none loses patience in the queue. */
const MOST_WAITING = 100;
const MOST_BYTES = 8 * 2 ** 20;
