import { expect, it } from 'vitest';
import { usualNameOf } from '../../src/french/usual-name.ts';

it.each([
  ['Quartier Du Regain', 'Quartier du Regain'],
  ['Quartier De La Rue De Lille', 'Quartier de la Rue de Lille'],
  ["Le Haut D'Houdain", 'Le Haut d’Houdain'],
  ['Quartier Des Cités 6 Et 30', 'Quartier des Cités 6 et 30'],
  ['Cité du Transvaal', 'Cité du Transvaal'],
  ['Les Hauts - Des Bois', 'Les Hauts - Des Bois'],
  ['QUARTIER DU NORD', 'QUARTIER DU NORD'],
])('« %s » is written « %s »', (official, usual) => {
  expect(usualNameOf(official)).toBe(usual);
});
