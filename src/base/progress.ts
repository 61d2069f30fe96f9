/** How far something long has come. `total` 0 means that the end is not known. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly label: string;
}

export type OnProgress = (progress: Progress) => void;
