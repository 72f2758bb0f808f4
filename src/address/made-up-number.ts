/**
 * Whether the tax office made the number up (5000 and more) for a house without a number of the town hall. These
 * numbers follow no order, and their parity gives no side.
 */
export function isMadeUp({ number }: { readonly number: number }): boolean {
  return number >= 5000;
}
