/** The thread of a question, at every node; `id` is that of the case. */
export const consentThread = (id: string): string => `consent/${id}`;

export const questionOf = (thread: string): string => thread.slice('consent/'.length);
