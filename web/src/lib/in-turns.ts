/** One listing of each place in turn, so that no business fills the screen; the order else stays. */
export function inTurns<T extends { venueName: string }>(listings: readonly T[]): T[] {
  const turns = new Map<string, number>();
  const numbered = listings.map((listing) => {
    const turn = turns.get(listing.venueName) ?? 0;
    turns.set(listing.venueName, turn + 1);
    return { listing, turn };
  });
  return numbered.sort((a, b) => a.turn - b.turn).map(({ listing }) => listing);
}
