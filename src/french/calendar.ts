/** Whether `text` is a day of the calendar written `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && written(instant) === text;
}

export function dayAfter(day: string): string {
  return written(new Date(Date.parse(`${day}T00:00:00Z`) + MILLISECONDS_A_DAY));
}

export function dayBefore(day: string): string {
  return written(new Date(Date.parse(`${day}T00:00:00Z`) - MILLISECONDS_A_DAY));
}

/** The same day a year later; after 29 February, 1 March. */
export function yearAfter(day: string): string {
  const instant = new Date(`${day}T00:00:00Z`);
  instant.setUTCFullYear(instant.getUTCFullYear() + 1);
  return written(instant);
}

function written(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

const MILLISECONDS_A_DAY = 86_400_000;
