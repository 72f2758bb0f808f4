/** There is no ledger to make: what was asked does not exist, or no address says anything of it. */
export class NoLedger extends Error {
  override readonly name = 'NoLedger';
  readonly kind: 'not-found' | 'no-addresses';

  /** `message` is one French line. */
  constructor(kind: NoLedger['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}
