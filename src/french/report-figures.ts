/** « 12 345 »; for a hidden count, « moins de » the `least` that is shown. */
export function figure(count: number | null, least = 5): string {
  return count === null ? `moins de ${least}` : NUMBER.format(count);
}

/** « 1 ligne », « 12 lignes ». */
export function counted(count: number, one: string, many: string): string {
  return `${NUMBER.format(count)}\u00a0${count > 1 ? many : one}`;
}

/** « 31 % », « 0,3 % », « moins de 0,1 % »; all is 100 %, and nearly all is not. */
export function share(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0\u00a0%';
  const percent = (100 * part) / whole;
  if (percent < 0.1) return 'moins de 0,1\u00a0%';
  if (part < whole && percent > 99.9) return 'plus de 99,9\u00a0%';
  const digits = percent < 10 || (percent > 90 && part < whole) ? 1 : 0;
  return `${percent.toLocaleString('fr-FR', { maximumFractionDigits: digits })}\u00a0%`;
}

/** « 1er novembre 2026 ». */
export function day(date: string): string {
  return DAY.format(new Date(`${date}T00:00:00Z`)).replace(/^1 /, '1er ');
}

/** « lignes 3, 17 et 200 », and how many more there are. */
export function lines(rows: readonly number[], count: number): string {
  const shown = rows.map((row) => NUMBER.format(row));
  const rest = count - rows.length;
  if (rest > 0) return `lignes ${shown.join(', ')} et ${NUMBER.format(rest)} ${rest > 1 ? 'autres' : 'autre'}`;
  if (shown.length === 1) return `ligne ${shown[0]}`;
  return `lignes ${shown.slice(0, -1).join(', ')} et ${shown.at(-1)}`;
}

const NUMBER = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 1 });
const DAY = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'UTC' });
