import { randomInt } from 'node:crypto';

const blurMsMax = 6;

/**
 * A wait of random length before every "not found" (T-TAX-02). Hidden and absent things take the same steps to be refused,
 * but not to the last microsecond: which row is in which cache is nobody's to decide. Beside waits of milliseconds such
 * differences need millions of questions to be seen. Nobody else waits, since the process is free meanwhile.
 */
export const blurredRefusal = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, randomInt(1, blurMsMax + 1));
  });
