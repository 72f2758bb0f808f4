/**
 * From 5000 on, the tax office's numbers for what the town hall has not numbered: they follow no order, and their
 * parity tells no side.
 */
export function isMadeUp({ number }: { readonly number: number }): boolean {
  return number >= 5000;
}
