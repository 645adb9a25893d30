/** Loads well and never serves. */
export {};
