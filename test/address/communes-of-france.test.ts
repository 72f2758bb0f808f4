import { describe, expect, it } from 'vitest';
import { communesOfFrance, todaysCitycode } from '../../src/address/communes-of-france.ts';

const communes = communesOfFrance();

describe('the communes of France', () => {
  it.each(['cabanes', 'belmont', 'vaubecourt', 'labuissiere', 'geniez'])('%s is a name, or a part of one', (word) => {
    expect(communes.hasWord(word)).toBe(true);
  });

  it.each(['camarres', 'bethunne'])('%s is none', (word) => {
    expect(communes.hasWord(word)).toBe(false);
  });

  it.each([
    ['62482', '62178', 'Labuissière is in Bruay-la-Buissière'],
    ['62178', '62178', 'a commune of today stays'],
    ['62999', '62999', 'an unknown code stays'],
  ])('%s is %s today: %s', (code, today) => {
    expect(todaysCitycode(code)).toBe(today);
  });

  it('one code may be a postcode and a commune', () => {
    expect(communes.nameOf('62400')).toBe('Haillicourt');
    expect(communes.ofPostcode('62400')).toContain('62119');
  });
});
