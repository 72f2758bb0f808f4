import { counted } from '../../french/numbers.ts';
import type { Message } from '../answers.ts';

/** Returns a reason with the addresses that it concerns, where it does not concern all the possible ones. */
export function reasonInWords(reason: Message, candidates: readonly Explained[]): string {
  const { message } = reason;
  const concerned = candidates.filter(({ reasons }) => reasons.some((one) => kindOf(one) === kindOf(reason)));
  const labels = [...new Set(concerned.map(({ label }) => label))];
  if (labels.length === 0 || labels.length === new Set(candidates.map(({ label }) => label)).size) return message;
  const rest = labels.length - MOST;
  const names = [...labels.slice(0, MOST), ...(rest > 0 ? [counted(rest, 'autre', 'autres')] : [])];
  return `${names.slice(0, -1).join(', ')}${names.length > 1 ? ' et ' : ''}${names.at(-1)} : ${message}`;
}

/** Reasons that differ only by the metres of doubt count as one; the service returns the first. */
function kindOf({ code, message }: Message): string {
  return `${code} ${message.replace(/ \(doute : [^)]*\)/, '')}`;
}

/** Whether a reason is about the possible positions of the place. */
export function isOfThePlace({ code }: Message): boolean {
  return code === 'place-decides' || code === 'commune-decides' || code.startsWith('hypothesis-');
}

interface Explained {
  readonly label: string;
  readonly reasons: readonly Message[];
}

/** Maximum number of addresses listed. */
const MOST = 3;
