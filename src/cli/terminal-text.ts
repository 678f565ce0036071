/**
 * Intelligence text is written by strangers: a name may carry sequences that move the cursor, retitle the window, answer
 * back as keystrokes, or turn the reading direction (threat T-CLI-01). Whatever is printed passes through here.
 */

/** Code points that steer a terminal, or that show as nothing or as something else. Lone surrogates count: they cannot be encoded. */
function steers(code: number): boolean {
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return true;
  if (code < 0x61c) return code === 0xad;
  return (
    code === 0x61c ||
    code === 0x180e ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    (code >= 0xd800 && code <= 0xdfff) ||
    code === 0xfeff ||
    (code >= 0xfff9 && code <= 0xfffb) ||
    (code >= 0xe0000 && code <= 0xe007f)
  );
}

function replaceSteering(text: string, kept: string, spell: (code: number) => string): string {
  let out = '';
  let from = 0;
  for (let i = 0; i < text.length; ) {
    const code = text.codePointAt(i) ?? 0;
    const width = code > 0xffff ? 2 : 1;
    if (steers(code) && !kept.includes(text.charAt(i))) {
      out += text.slice(from, i) + spell(code);
      from = i + width;
    }
    i += width;
  }
  return from === 0 ? text : out + text.slice(from);
}

const braced = (code: number): string => {
  if (code === 0x0a) return '\\n';
  if (code === 0x0d) return '\\r';
  if (code === 0x09) return '\\t';
  return `\\u{${code.toString(16)}}`;
};

/** One cell or one field: every steering character is spelled out, line ends included. */
export const safeField = (text: string): string => replaceSteering(text, '', braced);

/** A composed text whose line ends are ours. */
export const safeLines = (text: string): string => replaceSteering(text, '\n', braced);

const unit = (value: number): string => `\\u${value.toString(16).padStart(4, '0')}`;

/** JSON text with the steering characters inside its strings written as JSON escapes: another spelling of the same document. */
export function safeJson(json: string): string {
  return replaceSteering(json, '\n', (code) => {
    if (code <= 0xffff) return unit(code);
    const rest = code - 0x10000;
    return unit(0xd800 + (rest >> 10)) + unit(0xdc00 + (rest & 0x3ff));
  });
}
