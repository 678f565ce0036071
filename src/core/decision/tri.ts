/** Kleene's three values (terms profile section 4). Unknown never opens: a permission needs T, a prohibition blocks on T and U. */
export type Tri = 'T' | 'F' | 'U';
