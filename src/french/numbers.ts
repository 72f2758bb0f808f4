/** Formats a number with at most `digits` decimals: « 12 345,7 ». */
export function figure(value: number, digits = 1): string {
  formats[digits] ??= new Intl.NumberFormat('fr-FR', { maximumFractionDigits: digits });
  return formats[digits].format(value);
}

// Formats are created on first use, which takes some milliseconds: most starts print no number.
const formats: Intl.NumberFormat[] = [];

/** Formats a count with its noun: « 1 ligne », « 12 000 lignes ». Zero is singular in French. */
export function counted(count: number, one: string, many: string): string {
  return `${figure(count)} ${count > 1 ? many : one}`;
}

/** Formats a value of the rulebook with its unit: « 70 000 € », « 40 % », « 300 m ». */
export function quantity(value: number, unit: string): string {
  if (unit === 'EUR') return euros(value);
  return `${figure(value, 4)} ${UNITS[unit] ?? unit}`;
}

const UNITS: Readonly<Record<string, string>> = { percent: '%', metres: 'm', years: 'ans', months: 'mois' };

/** Formats an amount: « 70 000 € », « 333,50 € ». */
export function euros(amount: number): string {
  if (Number.isInteger(amount)) return `${figure(amount, 0)} €`;
  cents ??= new Intl.NumberFormat('fr-FR', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${cents.format(amount)} €`;
}

let cents: Intl.NumberFormat | undefined;

/**
 * Formats a distance on the ground, without its sign: « 142,3 m ». Rounded down to the decimetre, since 299.999 m is
 * less than 300 m and must not read as 300 m.
 */
export function metres(distance: number): string {
  const length = Math.abs(distance);
  if (0 < length && length < 0.1) return `moins de ${figure(0.1)} m`;
  return `${figure(Math.floor(length * 10) / 10)} m`;
}

/** Formats a longitude or latitude, to a metre at least: « 50,51300° ». */
export function degrees(value: number): string {
  sixDecimals ??= new Intl.NumberFormat('fr-FR', { minimumFractionDigits: 5, maximumFractionDigits: 6 });
  return `${sixDecimals.format(value)}°`;
}

let sixDecimals: Intl.NumberFormat | undefined;

/** Formats a duration: « 3,0 s ». */
export function seconds(duration: number): string {
  return `${duration.toFixed(1).replace('.', ',')} s`;
}

/** Formats an area: « 12 345 m² ». */
export function squareMetres(area: number): string {
  return `${figure(area, 0)} m²`;
}

/**
 * Formats a share: « 31 % », « 0,3 % », « moins de 0,1 % ». Only the whole is 100 %: nearly all is « plus de 99,9 % ».
 */
export function share(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %';
  const percent = (100 * part) / whole;
  if (percent < 0.1) return 'moins de 0,1 %';
  if (part < whole && percent > 99.9) return 'plus de 99,9 %';
  return `${figure(percent, percent < 10 || (percent > 90 && part < whole) ? 1 : 0)} %`;
}
