import { describe, expect, it } from 'vitest';
import { emptyScene, generationShown, type Scene } from '../../../src/web/map/scene.ts';
import { type Generation, generationAt, type Quarter } from '../../../src/web/quarters/quarter.ts';
import { square } from '../../shapes.ts';

const overseas = { departements: ['971', '974'], reference: 'décret n° 2024-1212' };
const generations = [
  {
    ...{ id: '2015', from: '2015-01-01', to: '2023-12-31' },
    elsewhere: [{ ...overseas, from: '2015-01-01', to: '2024-12-31' }],
  },
  { ...{ id: '2024', from: '2024-01-01', to: null }, elsewhere: [{ ...overseas, from: '2025-01-01', to: null }] },
] as unknown as Generation[];

const quarter = (id: string, commune: string, lon: number, lat: number): Quarter =>
  ({ id, communes: [commune], geometry: [square(lon, lat, 200)] }) as unknown as Quarter;
const bethune = quarter('QN06208M', '62119', 2.63, 50.52);
const saintDenis = quarter('QN97401M', '97411', 55.45, -20.88);

describe('the generation in force', () => {
  it('has the days of the territory where the communes are', () => {
    expect(generationAt('2026-06-01', generations, ['62119'])).toMatchObject({ id: '2024', from: '2024-01-01' });
    expect(generationAt('2026-06-01', generations, ['97411'])).toMatchObject({ id: '2024', from: '2025-01-01' });
    expect(generationAt('2024-06-01', generations, ['97411'])).toMatchObject({ id: '2015', to: '2024-12-31' });
    expect(generationAt('2014-06-01', generations, ['97411'])).toBeNull();
  });

  it('that the legend names is that of the quarter of the page, or of the nearest one to the place', () => {
    const scene: Scene = { ...emptyScene, date: '2024-06-01', generations, quarters: [bethune, saintDenis] };
    const at = (lon: number, lat: number) => ({ lon, lat, uncertainty: 0, label: null });
    expect(generationShown(scene)?.id).toBe('2024');
    expect(generationShown({ ...scene, chosen: 'QN97401M' })?.id).toBe('2015');
    expect(generationShown({ ...scene, place: at(55.5, -21) })?.id).toBe('2015');
    expect(generationShown({ ...scene, place: at(2.6, 50.5) })?.id).toBe('2024');
    expect(generationShown({ ...scene, date: null })).toBeNull();
  });
});
