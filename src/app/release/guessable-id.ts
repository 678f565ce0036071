/**
 * Whether an id can be worked out by somebody who does not have it: STIX makes those of observables from their content
 * (STIX 2.1 section 2.9), so a partner can compute the id of every address there is. Version 4 is random.
 */
export function isGuessable(id: string): boolean {
  const uuid = id.indexOf('--') + 2;
  return uuid < 2 || id[uuid + 14] !== '4';
}
