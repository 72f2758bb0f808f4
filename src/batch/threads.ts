import { Readable } from 'node:stream';
import type { Worker } from 'node:worker_threads';
import type { Header } from '../files/csv/header.ts';
import { Pieces } from '../files/csv/pieces.ts';
import { endOfRows } from '../files/csv/row-ends.ts';
import { BatchError } from '../files/error.ts';
import { headerLine } from './columns.ts';
import type { AnsweredPiece, BatchCounts, BatchOptions } from './csv-answer.ts';
import { addMistakes } from './mistake.ts';
import type { FileAnswer } from './run.ts';
import { putIn, Rooms } from './shared-buffers.ts';
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
  readonly #rooms = new Rooms();
  /** The pieces given out last, which may still be read. */
  readonly #givenOut: Uint8Array[] = [];
  /** Bytes. */
  #longestAnswer = 0;
  #header: Header | null = null;

  /** `start` starts threads that run `answerOrders` with the same options. */
  constructor(options: BatchOptions, start: () => readonly Worker[]) {
    this.#options = options;
    this.#pieces = new Pieces(options.encoding, true);
    this.#start = start;
    const { tally, mistakes, ...shared } = options;
    this.#here = orderAnswers(shared, tally !== undefined);
  }

  get header(): Header | null {
    return this.#header;
  }

  async *answer(file: AsyncIterable<Buffer>): AsyncGenerator<AnsweredPiece> {
    this.#threads = this.#start().map((worker) => new Thread(worker));
    // Read, and answered, while those before are written.
    const ahead = Readable.from(this.#asked(file), { highWaterMark: PIECES_AHEAD * this.#threads.length });
    try {
      for await (const { piece } of ahead as AsyncIterable<Asked>) yield this.#took(await piece);
      yield await this.#last();
    } finally {
      await Promise.all(this.#threads.map((thread) => thread.end()));
    }
  }

  async *#asked(file: AsyncIterable<Buffer>): AsyncGenerator<Asked> {
    for await (const chunk of file) {
      const piece = this.#cut(chunk);
      // An error is met when its turn comes.
      piece?.catch(() => {});
      if (piece) yield { piece };
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

  async #ask(rows: Pick<Order, 'bytes' | 'isLast' | 'before'>, head: Buffer | null): Promise<Piece> {
    const header = this.#header!;
    // Before anything is awaited: the next piece will stand where this one does.
    const read = rows.bytes.length;
    const line = head && headerLine(head, header);
    const thread = rows.isLast ? undefined : this.#threads.find(({ isFree }) => isFree);
    const order = { ...rows, header, room: this.#rooms.lend(Math.max(this.#longestAnswer, read * 2)) };
    const answered = thread ? await this.#askThread(thread, order) : unlessBad(this.#here(order));
    this.#longestAnswer = Math.max(this.#longestAnswer, answered.bytes.length);
    return { ...answered, before: rows.before, read, head: line };
  }

  async #askThread(thread: Thread, order: Order): Promise<AnsweredRows> {
    const bytes = putIn(this.#rooms.lend(order.bytes.length), order.bytes);
    const answered = await thread.ask({ ...order, bytes });
    this.#rooms.giveBack(bytes);
    return answered;
  }

  /** Counts a piece once those before it are. */
  #took({ bytes, counts, mistakes, tally, before, read, head }: Piece): AnsweredPiece {
    if (tally) this.#options.tally?.merge(Tally.from(tally, this.#options.zones), this.counts.rows - before);
    for (const name of ['rows', 'ok', 'invalid', 'review'] as const) this.counts[name] += counts[name];
    if (this.#options.mistakes) addMistakes(this.#options.mistakes, mistakes);
    this.#givenOut.push(bytes);
    // Whoever asks for a piece has done with the last but one.
    if (this.#givenOut.length > 2) this.#rooms.giveBack(this.#givenOut.shift()!);
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

/** An answer that is on its way. */
interface Asked {
  readonly piece: Promise<Piece>;
}

/** Of a thread: one that it answers, and one to go on with while this thread answers one itself. */
const PIECES_IN_HAND = 2;
/** For each thread: some to be written when another takes longer. */
const PIECES_AHEAD = 8;

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
    const answered = await new Promise<AnsweredOrder>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(order);
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
