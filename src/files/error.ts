/** A file as a whole that cannot be read or written; its message is one French line, for the person who gave the file. */
export class BatchError extends Error {
  override readonly name = 'BatchError';
}
