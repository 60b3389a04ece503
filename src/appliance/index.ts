export * from './log-lines.js';
export * from './remedies.js';
export * from './scan-argument.js';
export * from './services.js';
