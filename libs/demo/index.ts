export { DEMO_SEED, generateCatalogue } from './catalogue.js';
export { generateVisits, type DemoVisitEvent } from './visits.js';
