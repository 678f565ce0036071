/**
 * What a caller may not see must not be told from what does not exist, by its time neither (T-TAX-02): looking finds a row
 * or none, and the difference of some microseconds shows after many questions. So "not found" leaves at a moment that was
 * fixed before anybody looked. Nobody else waits: the process is free meanwhile.
 */
export interface FixedMoment {
  readonly reached: Promise<void>;
  /** Nobody will wait for it. */
  drop(): void;
}

/** Longer than any look-up takes, short enough for whoever asks for something by mistake. */
const refusalMs = 3;

export function fixedMoment(ms = refusalMs): FixedMoment {
  let pass = (): void => undefined;
  let isPast = false;
  const timer = setTimeout(() => {
    isPast = true;
    pass();
  }, ms);
  return {
    get reached() {
      return isPast
        ? Promise.resolve()
        : new Promise<void>((resolve) => {
            pass = resolve;
          });
    },
    drop: () => clearTimeout(timer),
  };
}
