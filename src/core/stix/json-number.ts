/** Why a JSON number cannot be kept: it would change value on the way through a double. Null when it can. */
export function numberProblem(token: string): string | null {
  const value = Number(token);
  if (!Number.isFinite(value)) return `the number ${clip(token)} is larger than a double can hold`;
  if (value === 0) {
    if (token.startsWith('-')) return 'minus zero does not survive a round trip';
    return hasDigitBeforeExponent(token) ? `the number ${clip(token)} is smaller than a double can hold` : null;
  }
  // Judged by the canonical spelling: what JavaScript writes without an exponent must be a safe integer or a fraction.
  const integral = Number.isInteger(value) && (isPlain(token) || Math.abs(value) < 1e21);
  if (integral && !Number.isSafeInteger(value)) return `the integer ${clip(token)} is outside ±(2^53−1)`;
  return null;
}

/** The same for a number that is already a double. */
export function doubleProblem(value: number): string | null {
  if (!Number.isFinite(value)) return `${value} is not a JSON number`;
  if (Object.is(value, -0)) return 'minus zero does not survive a round trip';
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21) {
    return `the integer ${value} is outside ±(2^53−1)`;
  }
  return null;
}

const clip = (token: string): string => (token.length > 40 ? `${token.slice(0, 37)}…` : token);

/** Digits only: no fraction, no exponent. */
function isPlain(token: string): boolean {
  for (let i = 0; i < token.length; i++) {
    const c = token.charCodeAt(i);
    if (c === 0x2e || c === 0x65 || c === 0x45) return false;
  }
  return true;
}

function hasDigitBeforeExponent(token: string): boolean {
  for (let i = 0; i < token.length; i++) {
    const c = token.charCodeAt(i);
    if (c === 0x65 || c === 0x45) return false;
    if (c > 0x30 && c <= 0x39) return true;
  }
  return false;
}
