/** No list of streets is possible: the zone or commune does not exist, or has no addresses. */
export class NoLedger extends Error {
  override readonly name = 'NoLedger';
  readonly kind: 'not-found' | 'no-addresses';

  /** `message` is one French line. */
  constructor(kind: NoLedger['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}
