/**
 * Each row with its answer, in the order of the rows: a bounded number of answers are waited for at a time. An answer that fails
 * ends it when its turn comes.
 */
export async function* inOrder<Row, Answer>(
  asked: AsyncIterable<readonly [Row, Answer | Promise<Answer>]>,
): AsyncGenerator<readonly [Row, Answer]> {
  const waiting: (readonly [Row, Answer | Promise<Answer>])[] = [];
  for await (const [row, answer] of asked) {
    if (answer instanceof Promise) {
      // Its failure is met when its turn comes, or never when the run ends before.
      answer.catch(() => {});
    } else if (waiting.length === 0) {
      yield [row, answer];
      continue;
    }
    waiting.push([row, answer]);
    if (waiting.length < MOST_WAITING) continue;
    const [first, itsAnswer] = waiting.shift()!;
    yield [first, await itsAnswer];
  }
  for (const [row, answer] of waiting) yield [row, await answer];
}

/** Enough for what the State's geocoder takes a second, and few enough that none waits long. */
const MOST_WAITING = 100;
