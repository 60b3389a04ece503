export { diagnose, type DiagnosisOptions } from './diagnose.js';
export { FINDING_BOOK } from './finding-book.js';
