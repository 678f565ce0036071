/** Every limit of the node, in one place (threat model section 3). Each has a test at limit − 1, limit and limit + 1. */
export const limits = {
  requestBytesMax: 10 * 1024 * 1024,
  /** One object, from a file, a page or a delivery: room for 200,000 references (M 3381). A POST has less. */
  objectBytesMax: 16 * 1024 * 1024,
  jsonDepthMax: 64,
  stringBytesMax: 1024 * 1024,
  keyBytesMax: 250,
  keysPerObjectMax: 10_000,
  /** A container of 200,000 objects has to fit; the bytes of an object bound it as well. */
  arrayLengthMax: 300_000,
  objectsPerEnvelopeMax: 10_000,
  pageObjectsMax: 1_000,
  pageObjectsDefault: 100,
  /** Objects of a page, commas included. A larger object goes alone. */
  pageBytesMax: 8 * 1024 * 1024,
  /** What a page for a peer says of how its objects came; beyond it, the page has fewer. */
  pageProvenanceBytesMax: 8 * 1024 * 1024,
  /** A body of so many bytes is not looked at one by one: as many as a page may have always fit. */
  smallBodyBytesMax: 4 * 1024,
  urlBytesMax: 8 * 1024,
  headerBytesMax: 16 * 1024,
  cursorBytesMax: 2 * 1024,
  headerTimeMs: 10_000,
  bodyTimeMs: 60_000,
  idleTimeMs: 30_000,
  requestsInFlightPerPartyMax: 16,
  matchValuesMax: 200,
  /** Bytes of one retrieved copy: a page without its pictures. */
  copyBytesMax: 4_000_000,
  patternBytesMax: 16 * 1024,
  patternTermsMax: 1_000,
  /** Gate and filter pairs that one permission or prohibition may expand to. */
  pairsPerRuleMax: 16,
  rulesPerTextMax: 64,
  conditionsPerTextMax: 512,
  /** Parties whose answer (consent, approval) one text may ask about one object; each triples the cases to be kept apart. */
  askedAnswersPerTextMax: 3,
  conditionDepthMax: 8,
  listValuesMax: 1_000,
  textBytesMax: 256 * 1024,
  /** One run through a collection of another server. */
  peerPagesPerRunMax: 100_000,
  peerBytesPerRunMax: 16 * 1024 * 1024 * 1024,
  peerRunTimeMs: 6 * 3600 * 1000,
  /** Pages without objects one after the other that still claim more. */
  peerEmptyPagesMax: 8,
  peerObjectsPerPageMax: 50_000,
  peerStillPagesMax: 1_000,
  /** What one party may bring by pull or push in an hour, and cost in processor time, where nothing else is set. */
  deliveredObjectsPerHourMax: 2_000_000,
  deliveredBytesPerHourMax: 8 * 1024 * 1024 * 1024,
  deliveredCpuMsPerHourMax: 1800 * 1000,
  /** The most that a quota may be set to. */
  quotaObjectsMax: 1_000_000_000,
  quotaBytesMax: 1024 ** 4,
  quotaCpuSecondsMax: 3600,
  /** Refused objects kept for one source; when there are more, the source waits for staff. */
  quarantineRowsPerSourceMax: 10_000,
  quarantineBytesPerSourceMax: 256 * 1024 * 1024,
  /** An answer of a peer (threat model section 3). */
  peerAnswerBytesMax: 32 * 1024 * 1024,
  peerAnswerTimeMs: 30_000,
  /** What a peer pushes in one request: as much as it may answer to a pull. */
  deliveryBytesMax: 32 * 1024 * 1024,
  /** The longest that `Retry-After` of a peer is obeyed. */
  retryAfterMsMax: 3_600_000,
  /** One signed message between nodes. */
  messageBytesMax: 1024 * 1024,
  /** All messages on record from one peer. */
  messageBytesPerPeerMax: 256 * 1024 * 1024,
  /** Signed requests of one peer that are remembered, about twice the window. */
  noncesPerKeyMax: 200_000,
  /** How far the clocks of two nodes may be apart, and how long a signed request may travel. */
  signatureWindowMs: 300_000,
  /** Versions that may lie on the table in one negotiation. */
  versionsPerAccordMax: 50,
  /** How long a signed statement of a membership may last. */
  membershipStatementMicros: 400 * 86_400_000_000,
  /** Coalitions for which one peer may have mandated this node. */
  mandatesPerPeerMax: 1_000,
  /** What a lead said for a member, kept with an accord. */
  leadWordsPerAccordMax: 50,
  /** What a lead says in words, in characters. */
  leadNoteMax: 1_000,
  /** How long after it was written a message may be taken that offers a text or binds to one. */
  accordMessageLifeMicros: 30 * 86_400_000_000,
  /** Negotiations that one party may have open with one partner: tabled, held or accepted by what it knows itself. */
  openAccordsPerPartnerMax: 100,
  topicsPerAccordMax: 20,
  scaleValuesMax: 100,
  organsPerPolicyMax: 100,
  membersPerAccordMax: 1_000,
  holdConditionsMax: 32,
  /** Parties on the path that a delivery is said to have come by. */
  lineageHopsMax: 16,
  /** Ways by which one delivered object is said to have come. */
  lineagePartsMax: 64,
  /** Texts that one way says it came under. */
  lineageTextsMax: 64,
  /** Questions of one partner that wait for own staff and are about nothing that it got from here. */
  approvalQuestionsPerPartnerMax: 1_000,
  /** Questions for consent and approval that a node sends by itself. */
  askedByItselfPerHourMax: 100,
  /** Versions that one message of a recall names, and bytes of their names. */
  recallVersionsPerMessageMax: 5_000,
  recallNamesBytesMax: 512 * 1024,
  /** Versions that one recall asks one party for in one thread; more go in further threads. */
  recallVersionsPerThreadMax: 100_000,
  /** What a recall says in words, in characters. */
  recallTextMax: 2_000,
  /** Alternatives that what a version refers to may come to. */
  needsClausesMax: 256,
  /** Versions of one id that are compared in pairs. */
  needsVersionsComparedMax: 64,
  /** Comparisons to find out what references need: for one delivery, and beside that for each version in it. */
  needsWorkMax: 4_000_000,
  needsWorkPerVersion: 4_096,
  /** How far `modified` may lie ahead of the node's clock. */
  futureModifiedMs: 24 * 3600 * 1000,
} as const;
