/**
 * Where a place lies: a few regions of the STIX region vocabulary with a few of their countries, enough for random worlds.
 * The region words nest: a part of a continent lies in the continent.
 */
export const countriesOf: Readonly<Record<string, readonly string[]>> = {
  'region:northern-europe': ['country:dk', 'country:no', 'country:se'],
  'region:eastern-europe': ['country:pl', 'country:ro'],
  'region:europe': ['country:dk', 'country:no', 'country:se', 'country:pl', 'country:ro', 'country:fr'],
  'region:eastern-asia': ['country:jp', 'country:cn'],
};

const regionsOf: Readonly<Record<string, readonly string[]>> = {
  'region:europe': ['region:northern-europe', 'region:eastern-europe'],
};

const within = (place: string, area: string): boolean =>
  place === area || (countriesOf[area] ?? []).includes(place) || (regionsOf[area] ?? []).includes(place);

/** Whether some place of the object is `area` or lies in it, whatever the comparator: containment belongs to the operand. */
export const placesInside = (places: readonly string[], area: string): boolean =>
  places.some((place) => within(place, area));
