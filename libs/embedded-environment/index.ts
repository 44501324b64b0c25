export { committed } from './committed.js';
export { openEmbeddedEnvironment, type EmbeddedEnvironment } from './embedded-environment.js';
