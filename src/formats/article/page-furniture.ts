import type { Block, SegmentKind } from './article.ts';

/** Words of class names, ids and roles that mark a part of a page as something other than its article. */
const furnitureWords = new Set(
  (
    'nav navbar navigation menu breadcrumb breadcrumbs share sharing sharebar social related promo promotion advert advertisement ' +
    'advertising ad ads adslot sponsor sponsored newsletter subscribe subscription signup cookie cookies consent gdpr sidebar widget ' +
    'footer trending popular recommended recommendations recirc pagination pager skip toolbar login paywall popup modal banner ticker ' +
    'byline dateline tags taglist tagline taboola outbrain teaser teasers masthead topbar logo print copyright disclaimer poll ' +
    'credit photocredit caption contentinfo complementary search breaking callout cta donate donation authorbox bio jumplinks toc ' +
    'readmore mostread alsolike author byauthor timestamp pubdate meta metadata contacts legal'
  ).split(' '),
);
const furniturePairs =
  /(?:most|also|more)[-_ ]?(?:read|like|from|news|stories|viewed|popular)|(?:read|see|you|up)[-_ ]?(?:more|also|next|may)/i;
const commentWords = new Set(
  'comment comments commentlist discussion disqus responses replies reactions respond usercomments readercomments'.split(
    ' ',
  ),
);
/** `has-sidebar` on a wrapper says what stands beside the article, not what the wrapper is. */
const aboutOthers = /\b(?:has|with|no|without|is|not|hide|hidden|show)[-_][\w-]+/gi;

/** What an element's own names say it is; null when they say nothing. */
export function zoneOfNames(names: string): 'comment' | 'furniture' | null {
  if (names === '') return null;
  const plain = names.replace(aboutOthers, ' ');
  const words = plain
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  if (words.some((word) => commentWords.has(word))) return 'comment';
  if (furniturePairs.test(plain) || words.some((word) => furnitureWords.has(word))) return 'furniture';
  return null;
}

const shortLines: readonly RegExp[] = [
  /^(?:advertisement|advertising|sponsored(?: content)?|share|tweet|e-?mail|print|save|log ?in|sign ?in|sign up|subscribe|menu|search|reply|like|report|home)$/i,
  /^(?:share|forward|send) (?:this|on|via|with|it)\b.*$/i,
  /^(?:subscribe|sign up|register) (?:to|for|now|here|today)\b.*$/i,
  /^(?:read|see|watch|listen|more)(?: also| more| next| on this| from\b.*|:)[:.]?.*$/i,
  /^(?:related|recommended|trending|popular|latest)(?: (?:articles?|stor(?:y|ies)|posts?|news|reading|topics?|content|now|today|links))?(?::.*)?$/i,
  /^(?:you (?:may|might) also (?:like|enjoy)|most (?:read|viewed|popular)|up next|in this article|more (?:stories|news|from)\b.*)[:.]?.*$/i,
  /^(?:©|\(c\)|copyright\b).*$/i,
  /^.{0,120}\ball rights reserved\b.{0,80}$/i,
  /^(?:follow|like|find|join) us (?:on|at)\b.*$/i,
  /^(?:we|this (?:web)?site) uses? cookies\b.*$/i,
  /^(?:accept|reject) (?:all|cookies)\b.*$/i,
  /^(?:leave|post|add|write) a (?:reply|comment)\b.*$/i,
  /^your e-?mail(?: address)? will not be (?:published|shown)\b.*$/i,
  /^required fields\b.*$/i,
  /^(?:your )?(?:name|e-?mail|website|url|comment|message)(?: address)?\s*(?:\*|\(.{0,40}\)\s*\*?)$/i,
  /^(?:photo|photograph|image|picture|photo credit|video|graphic)(?: by| credit| courtesy)?s?\s?:.*$/i,
  /^by (?:our |the )?(?:\p{Lu}[\p{L}.'’-]*|staff|and|correspondent|reporters?|in|,|\s)+$/iu,
  /^(?:first )?(?:published|updated|posted|last (?:updated|modified))\b[^.!?]{0,80}\.?$/i,
  /^(?:media|press|news) (?:contact|enquiries|inquiries)\b.*$/i,
  /^(?:tags?|filed under|topics?|categories|category)\s?:.*$/i,
  /^(?:press release\b.{0,20})?for immediate (?:release|use)\b.*$/i,
  /^notes? (?:to|for) (?:the )?editors?\b.*$/i,
  /^(?:issued|distributed|released) by\b[^.!?]{0,120}$/i,
  /^(?:liked|enjoyed) this\b.*$/i,
  /^end of (?:the )?[\w-]+(?: [\w-]+)?$/i,
  /^(?:skip to|jump to|back to) (?:the )?(?:main |top|content|article|home)\b.*$/i,
  /^(?:advertisement|story continues|article continues) (?:below|after)\b.*$/i,
  /^[-–—*#=_~.•·\s|]+$/,
  /^(?:-\s*)?(?:ends?|30|###)(?:\s*-)?$/i,
  /^.*\byou(?: are|’re|'re)? receiv(?:e|ed|ing) this\b.*$/i,
  /^[^.!?|]+ \| [^.!?|]+ \| [^.!?]+$/,
  /^\d{1,3} (?:shares?|likes?|min(?:ute)?s? read|views?)$/i,
  /^(?:tip|tips|do you (?:know|have) (?:more|a (?:story|tip)))\b.*(?:@|contact|tell us|write to|e-?mail).*$/i,
];

/** Lines that pages put between the paragraphs of an article, whatever element they stand in. */
export const isFurnitureLine = (text: string): boolean =>
  text.length <= 220 && shortLines.some((line) => line.test(text));

const commentHeading =
  /^(?:\d{1,5} |\(\d{1,5}\) )?(?:reader'?s?'?|readers’|your|user|all|latest|top|view)?\s*(?:comments?|responses?|replies|discussion|reactions?|letters from readers|thoughts on .{1,80}|have your say)(?: (?:from readers|section|below|on this (?:story|article|post)))?\s*(?:\(?\d{1,5}\)?)?\s*:?$/i;
const commentForm = /^(?:leave|post|add|write) (?:a|your) (?:reply|comment)\b/i;
const furnitureHeading =
  /^(?:share\b.{0,40}|related\b.{0,40}|(?:you )?(?:may|might) also like.*|most read|read (?:more|next|also)\b.*|more (?:from|on|stories|news)\b.*|recommended.*|trending.*|subscribe.*|newsletter.*|follow us.*|further reading|elsewhere.*|contact(?: us)?|sign up.*|links|tags|about the authors?|advertisement)$/i;

/**
 * A heading such as "3 comments" or "Related articles" opens a part of the page that lasts until a heading of the same
 * or a higher rank. In files without headings comments last to the end: nothing of theirs may pass for the article's.
 */
export function zonesByHeading(blocks: readonly Block[]): Block[] {
  let zone: SegmentKind | null = null;
  let rank = 0;
  return blocks.map((block) => {
    const opens = openedZone(block);
    if (opens !== null) {
      zone = opens;
      rank = block.heading;
      return { ...block, zone: 'furniture' };
    }
    if (zone !== null && block.heading > 0 && rank > 0 && block.heading <= rank && block.zone !== 'comment')
      zone = null;
    if (zone === 'comment' && block.zone !== 'furniture')
      return { ...block, zone: isFurnitureLine(block.text) ? 'furniture' : 'comment' };
    if (zone === 'furniture' && block.zone === 'body') return { ...block, zone: 'furniture' };
    return block.zone === 'body' && block.heading === 0 && isFurnitureLine(block.text)
      ? { ...block, zone: 'furniture' }
      : block;
  });
}

function openedZone(block: Block): 'comment' | 'furniture' | null {
  if (block.text.length > 100 || block.zone === 'title') return null;
  if (commentForm.test(block.text)) return 'furniture';
  if (commentHeading.test(block.text)) return 'comment';
  return block.heading > 0 && furnitureHeading.test(block.text) ? 'furniture' : null;
}
