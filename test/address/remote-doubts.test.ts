import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/address/candidate.ts';
import { remoteDoubts } from '../../src/address/remote/remote-doubts.ts';

/*
 * What a person typed, and what a remote geocoder found for it. The geocoder gives a likeness of 0.9 or more to each:
 * the doubts must come from the difference.
 */
const found = (line: string, postcode: string, city: string, oldcity: string | null = null) => {
  const [, number, street] = /^(?:(\d+(?: bis)?) )?(.+)$/.exec(line)!;
  return {
    ...{
      label: `${line} ${postcode} ${city}`,
      name: line,
      street,
      housenumber: number ?? null,
      postcode,
      city,
      oldcity,
    },
    ...{ type: number === undefined ? 'street' : 'housenumber', provider: 'geoplateforme', score: 0.95 },
  } as Candidate;
};
const lille = found('7 Rue de Lille', '62400', 'Béthune');
const mai = found('8 Rue du 8 Mai 1945', '62400', 'Béthune');

describe('what a remote geocoder found is doubted:', () => {
  it.each<[string, Candidate, string]>([
    ['7 et 9 rue de Lille 62400 Béthune', lille, 'other-number'],
    ['7, 9 rue de Lille 62400 Béthune', lille, 'other-number'],
    ['9 ou 7 rue de Lille 62400 Béthune', lille, 'other-number'],
    ['7 à 11 rue de Lille 62400 Béthune', lille, 'other-number'],
    ['17 rue de Lille 62400 Béthune', lille, 'other-number'],
    ['7 bis rue de Lille 62400 Béthune', lille, 'other-number'],
    ['7 rue de Lille 62400 Béthune', found('Rue de Lille', '62400', 'Béthune'), 'unknown-number'],
    ['face au 7 rue de Lille 62400 Béthune', lille, 'beside-number'],
    ['à 50 m du 7 rue de Lille 62400 Béthune', lille, 'beside-number'],
    ['7 rue de Paille 62400 Béthune', lille, 'other-name'],
    ['rue des Castors San-Martino', found('Route de San-Martino', '20200', 'San-Martino-di-Lota'), 'other-name'],
    ['43370 Bains', found('Avenue des Bains', '04000', 'Digne-les-Bains'), 'other-postcode'],
    ['7 rue de Lille 75001 Béthune', lille, 'other-postcode'],
    ['12 rue de la République Cabanès', found('12 Rue de la République', '12360', 'Camarès'), 'other-commune'],
    ['12 rue de la République 12800 Cabanès', found('12 Rue de la République', '12360', 'Camarès'), 'other-commune'],
    ['7 rue de Lille', lille, 'no-commune'],
    ['10 rue du 8 mai 1945 Béthune', mai, 'other-number'],
  ])('%s', (text, candidate, doubt) => {
    expect(remoteDoubts(candidate, { text })).toContain(doubt);
  });
});

describe('what a remote geocoder found is not doubted:', () => {
  it.each<[string, Candidate]>([
    ['7 rue de Lille 62400 Béthune', lille],
    ['7 RUE DE LILLE BETHUNE', lille],
    ['7 rue de Lille 62400', lille],
    ['7 r. de Lille, 62400 Béthune, France', lille],
    ['Mme Durand, demeurant au 7 rue de Lille 62400 Béthune', lille],
    ['7 rue de Lille Résidence du Parc 62400 Béthune', lille],
    ['7 rue de Lille 62000 Béthune', lille],
    ['8 rue du 8 mai 1945 Béthune', mai],
    ['8 rue du 8 mai 62400 Béthune', mai],
    ['3 rue du Pr Calmette 62400 Béthune', found('3 Rue du Professeur Calmette', '62400', 'Béthune')],
    ['3 rue du Pr Wilson 62400 Béthune', found('3 Rue du Président Wilson', '62400', 'Béthune')],
    ['3 rue du Gal Leclerc 62400 Béthune', found('3 Rue du Général Leclerc', '62400', 'Béthune')],
    ['3 rue Jean-Baptiste Lebas 62400 Béthune', found('3 Rue Lebas', '62400', 'Béthune')],
    ['3 rue du Marais Labuissière', found('3 Rue du Marais', '62700', 'Bruay-la-Buissière', 'Labuissière')],
    ['Béthune', { ...found('Béthune', '62400', 'Béthune'), type: 'municipality', street: null } as Candidate],
  ])('%s', (text, candidate) => {
    expect(remoteDoubts(candidate, { text })).toEqual([]);
  });

  it('a commune given beside the text', () => {
    expect(remoteDoubts(lille, { text: '7 rue de Lille', citycode: '62119' })).toEqual([]);
  });
});
