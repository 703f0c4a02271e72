/** The offset of days and hours that no venue has told: Almaty's. Whatever belongs to a venue comes in its own time. */
export const HOME_OFFSET = "+05:00";
