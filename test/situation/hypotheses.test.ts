import { expect, it } from 'vitest';
import { loadRulebook } from '../../src/rules/load-rulebook.ts';
import { situationOf } from '../../src/situation/situation.ts';
import { verdictsFor } from '../../src/verdict.ts';
import { moved, square } from '../shapes.ts';
import { dataFolder, drawnAll, world } from '../world.ts';

/** Bruay-la-Buissière is a square of 2 km here. Its quarter « Le Centre » has a renewal convention and no perimeter. */
const BRUAY = [2.62, 50.53] as const;
const contour = {
  citycode: '62178',
  name: 'Bruay-la-Buissière',
  agglomeration: true,
  geometry: [square(...BRUAY, 1000)],
};
const zones = world({
  withdrawn: [{ generation: '2024', zone: 'QN06211M' }],
  perimeters: drawnAll('2024', 'qic', 50),
  contours: { communes: [contour], precision: 0, source: 'test', licence: 'none' },
});
const rulebook = loadRulebook(`${dataFolder}/rules`);

it.each([
  [250, 'review', ['QN06211M']],
  [400, 'review', ['QN06211M']],
  [600, 'no', []],
])('%i m from the commune of a QPV without a perimeter, the reduced VAT is %s', (metresWest, verdict, unknown) => {
  const [lon, lat] = moved(BRUAY, -1000 - metresWest, 0);
  const situation = situationOf({ lon, lat, uncertainty: 0 }, '2024-05-01', zones);
  expect(verdictsFor(situation, {}, '2024-05-01', rulebook, ['tva-5-5'])).toMatchObject([{ verdict }]);
  if (metresWest < 300) expect(situation.unknown).toEqual(unknown);
});
