import type { Tri } from '../decision/tri.ts';
import type { Comparator } from './comparator.ts';
import { countriesIn, isKnownCountry, regionNames } from './regions.ts';
import { type FactTest, notTri, triOf, type ValueDomain } from './value-domain.ts';

const word = /^[a-z0-9][a-z0-9-]{0,63}$/;

function invalidPlace(text: string): string | null {
  if (text.startsWith('country:') && isKnownCountry(text.slice(8))) return null;
  if (text.startsWith('region:') && word.test(text.slice(7)) && countriesIn(text.slice(7)) !== null) return null;
  return `country: and an ISO 3166-1 code such as country:pl, or region: and one of ${regionNames.join(', ')}`;
}

/** Whether a country lies in a wanted place. A country that no region of ours counts is unknown to every region. */
function countryIn(country: string, wanted: string): Tri {
  if (wanted.startsWith('country:')) return triOf(wanted === `country:${country}`);
  if (!isKnownCountry(country)) return 'U';
  return triOf(countriesIn(wanted.slice(7))?.has(country) ?? false);
}

/** Whether all of a region lies in a wanted place; unknown where it lies partly in it, or is a word of somebody's own. */
function regionIn(region: string, wanted: string): Tri {
  if (wanted === `region:${region}`) return 'T';
  const inner = countriesIn(region);
  if (inner === null) return 'U';
  const outer = wanted.startsWith('country:') ? new Set([wanted.slice(8)]) : countriesIn(wanted.slice(7));
  if (outer === null) return 'U';
  let inside = 0;
  for (const country of inner) if (outer.has(country)) inside++;
  return inside === 0 ? 'F' : inside === inner.size ? 'T' : 'U';
}

function anyTri(values: readonly string[], test: (value: string) => Tri): Tri {
  let result: Tri = 'F';
  for (const value of values) {
    const one = test(value);
    if (one === 'T') return 'T';
    if (one === 'U') result = 'U';
  }
  return result;
}

/** An object's country says where it is; its region counts only where it names no country. Every place must be inside. */
function placesIn(places: readonly string[], wanted: readonly string[]): Tri {
  const countries = places.filter((place) => place.startsWith('country:'));
  const used = countries.length > 0 ? countries : places;
  let result: Tri = 'T';
  for (const place of used) {
    const inside = place.startsWith('country:')
      ? anyTri(wanted, (value) => countryIn(place.slice(8), value))
      : anyTri(wanted, (value) => regionIn(place.slice(7), value));
    if (inside === 'F') return 'F';
    if (inside === 'U') result = 'U';
  }
  return used.length === 0 ? 'U' : result;
}

function placeTest(comparator: Comparator, values: readonly string[]): FactTest {
  const negative = comparator === 'not' || comparator === 'none-of';
  return (fact): Tri => {
    if (typeof fact === 'number') return 'U';
    const inside = placesIn(typeof fact === 'string' ? [fact] : fact, values);
    return negative ? notTri(inside) : inside;
  };
}

/** Places with containment: a country counts as lying in its regions (STIX 2.1 section 4.8, UN M49). */
export const placeDomain: ValueDomain = {
  kind: 'place',
  comparators: ['is', 'not', 'any-of', 'none-of', 'part-of'],
  order: null,
  words: null,
  invalid: invalidPlace,
  read: (stated) => (stated === null || stated.length === 0 ? null : typeof stated === 'string' ? [stated] : stated),
  test: placeTest,
  show: (fact) => (typeof fact === 'object' ? fact : String(fact)),
};
