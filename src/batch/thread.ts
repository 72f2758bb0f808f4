import type { MessagePort } from 'node:worker_threads';
import type { Header } from '../files/csv/header.ts';
import { BatchError } from '../files/error.ts';
import { type MistakeCounts, noMistakes } from './mistake.ts';
import { type BatchCounts, type BatchOptions, RowAnswer } from './rows.ts';
import { putIn } from './shared-buffers.ts';
import { Tally, type TallyState } from './tally.ts';

/** Answers what `ThreadedAnswer` sends to `port`, a piece at a time. */
export function answerOrders(port: MessagePort, options: OrderOptions, isTallied: boolean): void {
  const answerOf = orderAnswers(options, isTallied);
  port.postMessage(READY);
  port.on('message', (order: Order) => {
    port.postMessage(answerOf(order));
  });
}

/** What a thread says first, once it has opened what it needs. */
export const READY = 'ready';

/** What answers one piece after another, of the same file, each with its own counts. */
export function orderAnswers(options: OrderOptions, isTallied: boolean): (order: Order) => AnsweredOrder {
  const counts: BatchCounts = { rows: 0, ok: 0, invalid: 0, review: 0 };
  const mistakes = noMistakes();
  let rows: RowAnswer | null = null;
  return (order) => {
    Object.assign(counts, { rows: order.before, ok: 0, invalid: 0, review: 0 });
    Object.assign(mistakes, noMistakes());
    const tally = isTallied ? new Tally(options.zones) : undefined;
    // What it has learnt of the places it met serves for the next piece; a tally is that of one.
    if (rows === null || tally) rows = new RowAnswer(order.header, { ...options, mistakes, tally }, counts);
    return answerOrder(order, rows, { counts, mistakes, tally });
  };
}

export type OrderOptions = Omit<BatchOptions, 'tally' | 'mistakes'>;

/** Whole rows of a file: the last of them may end with the file. */
export interface Order {
  readonly bytes: Uint8Array;
  /** Where the answer is put, when it fits. */
  readonly room: Uint8Array;
  readonly isLast: boolean;
  /** The rows that stand before these, where that is known; 0 numbers them from the first. */
  readonly before: number;
  readonly header: Header;
}

export type AnsweredOrder =
  | {
      /** Of the order's room, or of another as large as it takes. */
      readonly bytes: Uint8Array;
      readonly counts: BatchCounts;
      readonly mistakes: MistakeCounts;
      readonly tally: TallyState | null;
    }
  /** The file is bad as a whole. */
  | { readonly problem: string }
  | { readonly error: unknown };

interface Told {
  readonly counts: BatchCounts;
  readonly mistakes: MistakeCounts;
  readonly tally: Tally | undefined;
}

function answerOrder(
  { bytes, room, isLast, before }: Order,
  rows: RowAnswer,
  { counts, mistakes, tally }: Told,
): AnsweredOrder {
  try {
    tally?.startClock();
    rows.answer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), 0, isLast, null);
    return {
      bytes: putIn(room, rows.take()),
      counts: { ...counts, rows: counts.rows - before },
      mistakes: { ...mistakes },
      tally: tally?.toJSON() ?? null,
    };
  } catch (error) {
    return error instanceof BatchError ? { problem: error.message } : { error };
  }
}
