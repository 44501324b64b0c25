export { DEMO_SEED, generateCatalogue, LATEST_YEAR, type Film } from './catalogue.js';
export { generateVisits, type DemoVisitEvent, type VisitOptions } from './visits.js';
