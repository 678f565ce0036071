import type { Truth } from './comparison-by-definition.ts';

/**
 * Where a place lies: a few regions of the STIX region vocabulary with a few of their countries, enough for random worlds.
 * Regions either nest or lie apart.
 */
const inside: Readonly<Record<string, readonly string[]>> = {
  'region:northern-europe': ['country:no'],
  'region:eastern-europe': ['country:pl'],
  'region:europe': ['country:no', 'country:pl', 'region:northern-europe', 'region:eastern-europe'],
  'region:eastern-asia': ['country:jp'],
};

const within = (place: string, area: string): boolean => place === area || (inside[area] ?? []).includes(place);

/**
 * Whether the object lies in `area`. Its places describe one location: a country, where there is one, settles it, and the
 * region says no more than that. A place that only contains the area says nothing.
 */
export function liesIn(places: readonly string[], area: string): Truth {
  const countries = places.filter((place) => place.startsWith('country:'));
  const telling = countries.length > 0 ? countries : places;
  const isInside = telling.some((place) => within(place, area));
  const isApart = telling.some((place) => !within(place, area) && !within(area, place));
  if (isInside === isApart) return 'U';
  return isInside ? 'T' : 'F';
}
