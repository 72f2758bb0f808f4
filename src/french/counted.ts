/** « 1 ligne », « 12 000 lignes »: a figure and what it counts, in French, where none is singular too. */
export function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('fr-FR')} ${count > 1 ? many : one}`;
}
