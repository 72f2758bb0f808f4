import { describe, expect, it } from 'vitest';
import { communesOfFrance, todaysCitycode } from '../../src/address/communes-of-france.ts';

const communes = communesOfFrance();

describe('the communes of France', () => {
  it.each(['cabanes', 'belmont', 'vaubecourt', 'labuissiere', 'geniez', 'clarques', 'noeux'])(
    '%s is a name, or a part of one',
    (word) => {
      expect(communes.hasWord(word)).toBe(true);
    },
  );

  it.each(['camarres', 'bethunne'])('%s is none', (word) => {
    expect(communes.hasWord(word)).toBe(false);
  });

  it.each([
    ['62482', '62178', 'Labuissière is in Bruay-la-Buissière'],
    ['62178', '62178', 'a commune of today stays'],
    ['62226', '62691', 'Clarques was merged, and is no part of Saint-Augustin today'],
    ['75116', '75056', 'an arrondissement is in its city'],
    ['60455', '60694', 'the commune of which it is a part, of two that have absorbed it'],
    ['62999', '62999', 'an unknown code stays'],
  ])('%s is %s today: %s', (code, today) => {
    expect(todaysCitycode(code)).toBe(today);
  });

  it('several may have one name, with or without an article, and a part of one too', () => {
    expect(communes.named(['saint', 'denis'])).toEqual(expect.arrayContaining(['93066', '97411', '11339']));
    expect(communes.named(['couture'])).toEqual(expect.arrayContaining(['62252', '85074', '16114']));
    expect(communes.named(['labuissiere'])).toEqual(['62178']);
    expect(communes.named(['bethunne'])).toEqual([]);
  });

  it('one code may be a postcode and a commune', () => {
    expect(communes.nameOf('62400')).toBe('Haillicourt');
    expect(communes.ofPostcode('62400')).toContain('62119');
  });
});
