/** The folder of the package. It lies two levels above both the sources and what is built from them. */
export const packageRoot = new URL('../../', import.meta.url);
