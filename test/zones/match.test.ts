import { describe, expect, it } from 'vitest';
import { matchFeature } from '../../src/zones/match.ts';
import { registry } from '../world.ts';

const match = (properties: Record<string, unknown>, generation = '2024', kind: 'qpv' | 'qic' = 'qpv') =>
  matchFeature({ index: 2, properties }, generation, kind, registry.zones);

const matched = (id: string, by: 'code' | 'name') => ({ outcome: 'matched', by, zone: { id } });
const refused = (problem: RegExp) => ({ outcome: 'unmatched', problem: expect.stringMatching(problem) });

describe('a feature is the zone of its code', () => {
  it.each(registry.zones.map(({ id, generation, kind, name }) => ({ id, generation, kind, name })))(
    '$id of $generation',
    ({ id, generation, kind, name }) => {
      expect(match({ code_qp: id, lib_qp: name }, generation, kind)).toMatchObject(matched(id, 'code'));
      expect(match({ anything: ` ${id} ` }, generation, kind)).toMatchObject(matched(id, 'code'));
    },
  );

  it('in a column of any case, whatever the other columns contain', () => {
    expect(match({ CODE_QP: 'QN06208M' })).toMatchObject(matched('QN06208M', 'code'));
    // The code of a neighbour, first in the registry.
    expect(match({ code_qp: 'QN06208M', voisin: 'QN06204M' })).toMatchObject(matched('QN06208M', 'code'));
    expect(match({ code_qp: 'QN06261M', lib_qp: 'Elsewhere', voisin: 'QN06204M' })).toMatchObject({ id: 'QN06261M' });
    expect(match({ fid: '1', id: '3', quartier_code: 'QN06208M' })).toMatchObject(matched('QN06208M', 'code'));
  });

  it('but not with two codes in columns that are not for codes', () => {
    expect(match({ a: 'QN06204M', b: 'QN06208M' })).toEqual(refused(/n° 3 porte les codes QN06204M et QN06208M/));
  });

  it('but not with the name of another zone', () => {
    expect(match({ code_qp: 'QN06208M', lib_qp: 'Renaissance' })).toEqual(
      refused(/« Renaissance ».* a le code QN06208M et le nom de QN06210M/),
    );
    // A name that is not in the registry is only a new spelling.
    expect(match({ code_qp: 'QN06208M', lib_qp: 'Le Mont' })).toMatchObject({ fileName: 'Le Mont' });
    // « Centre Ville » and « Ville Centre » are one name, of either zone.
    expect(match({ code_qp: 'QN06255M', lib_qp: 'Centre Ville' })).toMatchObject(matched('QN06255M', 'code'));
  });
});

describe('a feature without a code is the zone of its name', () => {
  const shared = new Set(['Centre Ville', 'Ville Centre']);
  const named = registry.zones.flatMap(({ id, generation, kind, name, spellings }) =>
    [name, ...spellings]
      .filter((spelling) => !shared.has(spelling))
      .map((spelling) => ({ id, generation, kind, spelling })),
  );
  it.each(named)('« $spelling » is $id of $generation', ({ id, generation, kind, spelling }) => {
    for (const written of [spelling, spelling.toUpperCase(), spelling.normalize('NFD').replaceAll(/\p{M}/gu, '')]) {
      expect(match({ nom: written }, generation, kind)).toMatchObject(matched(id, 'name'));
    }
  });

  it('whatever the order of its words and its articles', () => {
    expect(match({ nom: 'Longues-Trinques, Provinces' })).toMatchObject(matched('QN06215M', 'name'));
    expect(match({ nom: 'Oiseaux (cité)' }, '2024', 'qic')).toMatchObject(matched('QIC-OISEAUX', 'name'));
    expect(match({ nom: 'Terre-Nœve' })).toMatchObject(matched('QN06218M', 'name'));
  });

  it('never by the name alone when two zones share it', () => {
    for (const nom of ['Centre Ville', 'Ville Centre', 'Centre-ville']) {
      expect(match({ nom })).toEqual(refused(/peut être QN06204M ou QN06255M : le nom ne suffit pas/));
      expect(match({ nom }, '2015')).toEqual(refused(/QP062004 ou QP062057/));
    }
  });

  it('with its commune to decide between two', () => {
    expect(match({ nom: 'Ville Centre', insee_com: '62048' })).toMatchObject(matched('QN06204M', 'name'));
    expect(match({ nom: 'Ville Centre', citycode: 62516 })).toMatchObject(matched('QN06255M', 'name'));
    expect(match({ nom: 'Centre Ville', insee_com: '62048, 62516' })).toEqual(refused(/le nom ne suffit pas/));
    expect(match({ nom: 'Centre Ville', insee_com: '62119' })).toEqual(
      refused(/est de 62119, hors des communes de QN06204M et QN06255M/),
    );
  });

  it('not in another commune, where quarters may have the same name', () => {
    expect(match({ nom: 'Renaissance', insee_com: '75056' })).toEqual(
      refused(/est de 75056, hors des communes de QN06210M/),
    );
    expect(match({ nom: 'Renaissance', insee_com: '62480;75056' })).toMatchObject(matched('QN06210M', 'name'));
  });

  it('not by a part of its name: « Cité de Marles » is in the names of a QPV and of a QIC', () => {
    expect(match({ nom: 'Cité de Marles' })).toEqual(refused(/« Cité de Marles ».*aucun qpv de la génération 2024/));
    expect(match({ nom: 'Cité de Marles' }, '2024', 'qic')).toEqual(refused(/aucun qic de la génération 2024/));
  });

  it('not without a distinctive word', () => {
    expect(match({ nom: 'Quartier de la' })).toEqual(refused(/aucun qpv/));
    expect(match({ nom: ' ' })).toEqual(refused(/n’a ni code ni nom connus/));
    expect(match({})).toEqual(refused(/n’a ni code ni nom connus/));
  });
});

describe('a feature of another generation or kind is refused', () => {
  it('when the registry has its code there', () => {
    expect(match({ code_qp: 'QP062008' })).toEqual(refused(/le code QP062008, celui d’un qpv de la génération 2015/));
    expect(match({ code_qp: 'QN06208M' }, '2015')).toEqual(refused(/celui d’un qpv de la génération 2024/));
    expect(match({ code: 'QIC-CATORIVE' })).toEqual(refused(/celui d’un qic de la génération 2024/));
    expect(match({ code: 'QIC-CATORIVE' }, '2015', 'qic')).toEqual(refused(/celui d’un qic de la génération 2024/));
  });

  it('when the form of its code belongs there', () => {
    expect(match({ code_qp: 'QP075001' })).toEqual(refused(/QP075001, qui n’est pas de la génération 2024/));
    expect(match({ code_qp: 'QN07501M' }, '2015')).toEqual(refused(/qui n’est pas de la génération 2015/));
  });

  it('when only zones there have its name', () => {
    expect(match({ nom: 'Quartier De La Rue De Lille' })).toEqual(refused(/aucun qpv de la génération 2024/));
    expect(match({ nom: 'Catorive' }, '2015', 'qic')).toEqual(refused(/aucun qic de la génération 2015/));
    expect(match({ nom: 'Catorive' })).toEqual(refused(/aucun qpv/));
  });
});

describe('a zone that the registry lacks gets the attributes of the file', () => {
  it('in the rest of France', () => {
    expect(match({ code_qp: 'QN97332M', lib_qp: 'Centre Ville', insee_com: '97302' })).toEqual({
      outcome: 'new',
      id: 'QN97332M',
      name: 'Centre Ville',
      communes: ['97302'],
    });
    expect(match({ CODE_QP: 'QP02A001', NOM_QP: 'Ajaccio', COMMUNE_QP: 'Ajaccio' }, '2015')).toMatchObject({
      id: 'QP02A001',
      communes: [],
    });
    expect(match({ code_qp: 'QN02A01M', insee_com: '2A004, 2A041' })).toMatchObject({
      name: 'QN02A01M',
      communes: ['2A004', '2A041'],
    });
  });
});
