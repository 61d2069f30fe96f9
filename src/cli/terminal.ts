/** Where output goes and what time it is; passed in, so that tests can look. */
export interface Terminal {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly isStderrTerminal: boolean;
  readonly now: () => number;
}
