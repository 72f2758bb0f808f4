import type { Worker } from 'node:worker_threads';
import type { AnsweredPiece, BatchCounts, BatchOptions } from './answer.ts';
import { headerLine } from './columns.ts';
import { BatchError } from './error.ts';
import type { Header } from './header.ts';
import { Pieces } from './pieces.ts';
import { endOfRows } from './row-ends.ts';
import type { FileAnswer } from './run.ts';
import { Tally } from './tally.ts';
import { type AnsweredOrder, type Order, orderAnswers, READY } from './thread.ts';

/**
 * What `CsvAnswer` answers, by several threads, this one among them: the file is cut between two rows, each answers a piece at
 * a time, and the pieces come out in the file's order. The threads end with the file.
 */
export class ThreadedAnswer implements FileAnswer<BatchCounts> {
  readonly counts: BatchCounts = { rows: 0, ok: 0, invalid: 0, review: 0 };
  readonly #options: BatchOptions;
  readonly #pieces: Pieces;
  readonly #start: () => readonly Worker[];
  #threads: readonly Thread[] = [];
  /** Answers the pieces that no thread has the time for. */
  readonly #here: (order: Order) => AnsweredOrder;
  #header: Header | null = null;

  /** `start` starts threads that run `answerOrders` with the same options. */
  constructor(options: BatchOptions, start: () => readonly Worker[]) {
    this.#options = options;
    this.#pieces = new Pieces(options.encoding, true);
    this.#start = start;
    const { tally, problems, ...shared } = options;
    this.#here = orderAnswers(shared, tally !== undefined);
  }

  get header(): Header | null {
    return this.#header;
  }

  async *answer(file: AsyncIterable<Buffer>): AsyncGenerator<AnsweredPiece> {
    const waiting: Promise<Piece>[] = [];
    this.#threads = this.#start().map((worker) => new Thread(worker));
    try {
      for await (const chunk of file) {
        const piece = this.#cut(chunk);
        if (piece) {
          waiting.push(piece);
          // An error is met when its turn comes.
          piece.catch(() => {});
        }
        // A thread has pieces in hand, and a piece answered here waits for those before it: a few more than they can have.
        while (waiting.length > (PIECES_IN_HAND + 2) * this.#threads.length) yield this.#took(await waiting.shift()!);
      }
      while (waiting.length > 0) yield this.#took(await waiting.shift()!);
      yield await this.#last();
    } finally {
      await Promise.all(this.#threads.map((thread) => thread.end()));
    }
  }

  /** Gives a thread the whole rows that the next bytes complete. */
  #cut(chunk: Buffer): Promise<Piece> | null {
    const unread = this.#pieces.add(chunk, false);
    if (unread === null) return null;
    const { data, from, header, isFirst } = unread;
    this.#header = header;
    const end = endOfRows(data, from, header.separator);
    this.#pieces.keep(data.subarray(end), this.counts.rows);
    return this.#ask({ bytes: data.subarray(from, end), isLast: false, before: 0 }, isFirst ? data : null);
  }

  /** What is left once all the rest is answered, so that its lines are known by their numbers. */
  async #last(): Promise<AnsweredPiece> {
    const { data, from, header, isFirst } = this.#pieces.add(Buffer.alloc(0), true)!;
    this.#header = header;
    const order = { bytes: data.subarray(from), isLast: true, before: this.counts.rows };
    return this.#took(await this.#ask(order, isFirst ? data : null));
  }

  async #ask(order: Omit<Order, 'header'>, head: Buffer | null): Promise<Piece> {
    const header = this.#header!;
    // Before anything is awaited: the next piece will take this one's room.
    const read = order.bytes.length;
    const line = head && headerLine(head, header);
    const thread = order.isLast ? undefined : this.#threads.find(({ isFree }) => isFree);
    const answered = thread ? await thread.ask({ ...order, header }) : unlessBad(this.#here({ ...order, header }));
    return { ...answered, before: order.before, read, head: line };
  }

  /** Counts a piece once those before it are. */
  #took({ bytes, counts, problems, tally, before, read, head }: Piece): AnsweredPiece {
    if (tally) this.#options.tally?.merge(Tally.from(tally, this.#options.zones), this.counts.rows - before);
    for (const name of ['rows', 'ok', 'invalid', 'review'] as const) this.counts[name] += counts[name];
    const told = this.#options.problems;
    for (const [problem, rows] of problems) told?.set(problem, (told.get(problem) ?? 0) + rows);
    const out = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (head === null) return { bytes: out, read };
    return { bytes: Buffer.concat([head, out]), read: read + this.#header!.end };
  }
}

/** An answered piece, with how many bytes of rows it took, the rows it was told stand before it, and the header line that goes in front. */
type Piece = AnsweredRows & {
  readonly before: number;
  readonly read: number;
  readonly head: Buffer | null;
};

type AnsweredRows = Exclude<AnsweredOrder, { problem: string } | { error: unknown }>;

/** Of a thread: one that it answers, and one to go on with while this thread answers one itself. */
const PIECES_IN_HAND = 3;

function unlessBad(answered: AnsweredOrder): AnsweredRows {
  if ('problem' in answered) throw new BatchError(answered.problem);
  if ('error' in answered) throw answered.error;
  return answered;
}

/** One thread, and the orders it has not answered yet. */
class Thread {
  readonly #worker: Worker;
  readonly #waiting: { resolve: (answered: AnsweredOrder) => void; reject: (error: unknown) => void }[] = [];
  #isReady = false;
  #failure: unknown = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (said: AnsweredOrder | typeof READY) => {
      if (said === READY) this.#isReady = true;
      else this.#waiting.shift()?.resolve(said);
    });
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', () => this.#fail(new Error('un fil de calcul s’est interrompu')));
  }

  /** Whether it can be given one more piece. */
  get isFree(): boolean {
    return this.#isReady && this.#waiting.length < PIECES_IN_HAND;
  }

  async ask(order: Order): Promise<AnsweredRows> {
    if (this.#failure) throw this.#failure;
    // What is sent is taken away from here, and the rest of the piece is still wanted.
    const bytes = Uint8Array.prototype.slice.call(order.bytes);
    const answered = await new Promise<AnsweredOrder>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage({ ...order, bytes }, [bytes.buffer]);
    });
    return unlessBad(answered);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
