/** Exchanges of the ordinary run: messages and pages that were delivered. `PROVISO_EXCHANGES` asks for more or fewer. */
export function exchangesWanted(usual: number, share: number): number {
  const given = Number(process.env['PROVISO_EXCHANGES']);
  return Math.max(1, Math.round((Number.isInteger(given) && given > 0 ? given : usual) * share));
}
