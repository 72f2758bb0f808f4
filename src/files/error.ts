/** A file that cannot be read or written as a whole. Its message is one French line for the user. */
export class BatchError extends Error {
  override readonly name = 'BatchError';
}
