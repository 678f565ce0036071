import fc from 'fast-check';

/** Elsewhere every run draws its own worlds; a build server must say the same of the same sources twice. */
if (process.env['CI'] === 'true') fc.configureGlobal({ seed: 20_261_123 });
