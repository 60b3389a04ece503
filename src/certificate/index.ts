// Light at import: the library behind the reader is loaded by `loadCertificateReader`, the file format's parser is
// `./parse-catalogue.js`, for those who have such a file.
export { identify, withKnownAs } from './catalogue.js';
export { loadCertificateReader, type CertificateReader } from './certificate-reader.js';
export {
  BUILT_IN_CATALOGUE,
  type Catalogue,
  type CatalogueEntry,
  type NamePattern,
} from './known-certificates.js';
