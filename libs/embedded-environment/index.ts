export { openEmbeddedEnvironment, type EmbeddedEnvironment } from './embedded-environment.js';
