/** Secrets that other servers gave us. They lie in files of their own, never in the store. */
export interface SecretShelf {
  put(name: string, text: string): Promise<void>;
  /** Null when there is none of this name. */
  get(name: string): Promise<string | null>;
  remove(name: string): Promise<void>;
}
