/**
 * Yields each row with its answer, in the order of the rows. A bounded number of answers are awaited at a time, and a
 * bounded number of bytes when `bytesOf` is given. Throws the error of a failed answer when its row is reached.
 */
export async function* inOrder<Row, Answer>(
  asked: AsyncIterable<readonly [Row, Answer | Promise<Answer>]>,
  bytesOf: (row: Row) => number = () => 0,
): AsyncGenerator<readonly [Row, Answer]> {
  const waiting: (readonly [Row, Answer | Promise<Answer>])[] = [];
  let bytes = 0;
  for await (const [row, answer] of asked) {
    if (answer instanceof Promise) {
      // The error is thrown when the answer is awaited below. This handler prevents an unhandled rejection before.
      answer.catch(() => {});
    } else if (waiting.length === 0) {
      yield [row, answer];
      continue;
    }
    waiting.push([row, answer]);
    bytes += bytesOf(row);
    while (waiting.length > MOST_WAITING || (bytes > MOST_BYTES && waiting.length > 0)) {
      const [first, firstAnswer] = waiting.shift()!;
      bytes -= bytesOf(first);
      yield [first, await firstAnswer];
    }
  }
  for (const [row, answer] of waiting) yield [row, await answer];
}

/** Enough for the State's geocoder, which accepts 50 requests a second, and few enough to avoid timeouts. */
const MOST_WAITING = 100;
const MOST_BYTES = 8 * 2 ** 20;
