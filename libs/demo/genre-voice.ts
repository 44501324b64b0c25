/** How films of one genre are titled, told and made. */
export interface GenreVoice {
  readonly genre: string;
  /** Relative number of films that are of this genre first. */
  readonly share: number;
  /** Genres it is often combined with. */
  readonly companions: readonly string[];
  /** Usual running time. */
  readonly minutes: number;
  /** Share of its stories that are told in more than one part, relative to other genres. */
  readonly sequels: number;
  readonly noun: readonly string[];
  readonly adjective: readonly string[];
  readonly role: readonly string[];
  readonly titles: readonly string[];
  readonly synopses: readonly string[];
}
