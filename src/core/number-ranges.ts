/** Rising whole numbers as `4-9,12`. */
export function rangesText(numbers: readonly number[]): string {
  const out: string[] = [];
  for (let i = 0; i < numbers.length; ) {
    let k = i;
    while (k + 1 < numbers.length && numbers[k + 1] === numbers[k]! + 1) k++;
    out.push(i === k ? `${numbers[i]}` : `${numbers[i]}-${numbers[k]}`);
    i = k + 1;
  }
  return out.join();
}

/** Whether a text of `rangesText` names this number. */
export function inRanges(text: string, number: number): boolean {
  return text.split(',').some((part) => {
    const [from, to] = part.split('-').map(Number);
    return number >= from! && number <= (to ?? from!);
  });
}

const rangePattern = /^(\d{1,9})(?:-(\d{1,9}))?$/;

/** The numbers of such a text, each below `end` and above the one before it; null for anything else. Empty names none. */
export function readRanges(text: string, end: number): number[] | null {
  const out: number[] = [];
  if (text === '') return out;
  let last = -1;
  for (const part of text.split(',')) {
    const match = rangePattern.exec(part);
    if (match === null) return null;
    const from = Number(match[1]);
    const to = match[2] === undefined ? from : Number(match[2]);
    if (from <= last || to < from || to >= end) return null;
    for (let n = from; n <= to; n++) out.push(n);
    last = to;
  }
  return out;
}

/** A test for the numbers of such a text, without spelling them out; null for anything else. */
export function rangesTest(text: string): ((number: number) => boolean) | null {
  const starts: number[] = [];
  const ends: number[] = [];
  for (const part of text === '' ? [] : text.split(',')) {
    const match = rangePattern.exec(part);
    if (match === null) return null;
    const from = Number(match[1]);
    if (from <= (ends.at(-1) ?? -1)) return null;
    starts.push(from);
    ends.push(Number(match[2] ?? match[1]));
  }
  return (number) => {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ends[middle]! < number) low = middle + 1;
      else high = middle;
    }
    return low < starts.length && starts[low]! <= number;
  };
}
