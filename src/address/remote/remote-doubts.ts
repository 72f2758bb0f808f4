import type { AddressQuestion, Candidate, CandidateDoubt } from '../candidate.ts';
import { forenames } from '../match/forenames.ts';
import { numberIn } from '../match/house-number.ts';
import { TAKEN } from '../match/name-match.ts';
import { readTyped, type Token } from '../typed.ts';
import { distinctiveWords, monthNames, severalLongForms, streetTypes, wordsOf } from '../words.ts';

/**
 * Finds the differences between a typed text and the candidate of a remote geocoder, which returns a likeness, but no
 * differences.
 */
export function remoteDoubts(
  candidate: Candidate,
  { text, citycode }: Pick<AddressQuestion, 'text' | 'citycode'>,
): CandidateDoubt[] {
  const { tokens: read, postcode, also } = readTyped(text);
  const own = distinctiveWords(wordsOf(candidate.street ?? candidate.name));
  const tokens = read.map((token) => {
    const meant = severalLongForms.get(token.word)?.find((word) => own.includes(word));
    return meant === undefined ? token : { ...token, word: meant };
  });
  const typed = tokens.map(({ word }) => word);
  const communes = [candidate.city, candidate.oldcity ?? candidate.city].map((name) => distinctiveWords(wordsOf(name)));
  const city = communes.flat();
  const doubts: CandidateDoubt[] = [];
  // People leave out the year of « Rue du 8 Mai 1945 ».
  const last = own.at(monthNames.has(own.at(-2) ?? '') ? -2 : -1)!;
  const isNamed = own.every((word) => typed.includes(word)) || typed.includes(last);
  if (!isNamed || hasAnotherWord(tokens, own, city)) doubts.push('other-name');
  doubts.push(...numberDoubts(tokens, own, candidate.housenumber, also));
  const isSamePostcode = postcode === candidate.postcode;
  if (postcode !== null && !isSamePostcode) {
    const isCityTyped = city.some((word) => typed.includes(word));
    if (!isCityTyped || postcode.slice(0, 2) !== candidate.postcode.slice(0, 2)) doubts.push('other-postcode');
  }
  if (citycode === undefined && !isSamePostcode && candidate.type !== 'municipality') {
    const isWhole = communes.some((name) => name.every((word) => typed.includes(word)));
    if (!isWhole) doubts.push(postcode === null && !hasWordBehind(tokens, own) ? 'no-commune' : 'other-commune');
  }
  return doubts;
}

function numberDoubts(
  tokens: readonly Token[],
  own: readonly string[],
  housenumber: string | null,
  also: number | null,
): CandidateDoubt[] {
  const used = Uint8Array.from(tokens, ({ word }) => (own.includes(word) ? TAKEN : 0));
  // A number of the street's name may be the house's too: « 8 rue du 8 mai ».
  const again = tokens.findIndex(({ isNumber, word }, i) => isNumber && used[i] && typedTwice(tokens, word));
  if (again >= 0) used[again] = 0;
  const first = used.indexOf(TAKEN);
  const read = numberIn(
    tokens.map((token) => ({ token })),
    { used },
    { first: first < 0 ? tokens.length : first },
  );
  if (read === null) return [];
  if (read.isBeside) return ['beside-number'];
  if (housenumber === null) return ['unknown-number'];
  const [number, index = ''] = wordsOf(housenumber);
  const isOther = number !== String(read.number) || (read.suffix !== '' && index[0] !== read.suffix[0]);
  return isOther || read.others.length > 0 || also !== null ? ['other-number'] : [];
}

function typedTwice(tokens: readonly Token[], word: string): boolean {
  return tokens.filter((token) => token.word === word).length > 1;
}

/** Whether a word between the type of the street and its commune is another one: « Rue des Castors San-Martino ». */
function hasAnotherWord(tokens: readonly Token[], own: readonly string[], city: readonly string[]): boolean {
  const from = tokens.findIndex(({ word }) => streetTypes.has(word));
  if (from < 0) return false;
  for (const { word, isNumber, isArticle, isIndex, isPlace } of tokens.slice(from + 1)) {
    if (isPlace || streetTypes.has(word) || (city.includes(word) && !own.includes(word))) return false;
    const isOwn = own.includes(word) || isNumber || isArticle || isIndex || word.length === 1 || forenames.has(word);
    if (!isOwn) return !isLastKnown(tokens, own, word);
  }
  return false;
}

/** Whether all words of the street's name precede a word: the words behind them are the place. */
function isLastKnown(tokens: readonly Token[], own: readonly string[], word: string): boolean {
  const at = tokens.findIndex((token) => token.word === word);
  const before = tokens.slice(0, at).map((token) => token.word);
  return own.every((one) => before.includes(one) || forenames.has(one)) && own.length > 0;
}

function hasWordBehind(tokens: readonly Token[], own: readonly string[]): boolean {
  const last = tokens.findLastIndex(({ word }) => own.includes(word));
  return tokens.slice(last + 1).some(({ isNumber, isArticle, isIndex }) => !isNumber && !isArticle && !isIndex);
}
