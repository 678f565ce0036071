// Writes the sample bundles anew: node samples/generate.mjs
import './communities.mjs';
import './founding.mjs';
import './communities-partner.mjs';
import './founding-partner.mjs';
