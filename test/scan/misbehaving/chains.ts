import { encodeTlv, TAG } from '../../../src/lab/mint-der.js';
import { mintCertificate, mintKey, type CertificateToMint } from '../../../src/lab/mint-certificate.js';

// Minted in this process. One key for all: making keys is what takes time.
const key = mintKey({ algorithm: 'rsa', bits: 2048 });

type Rest = Partial<CertificateToMint>;

const shaRoot = mint('Root CA');
const md5Root = mint('Old Root CA', { signatureHash: 'md5' });
const shaCa = mint('Issuing CA', { issuer: shaRoot });
const md5Ca = mint('Old Issuing CA', { issuer: shaRoot, signatureHash: 'md5' });
const caUnderMd5Root = mint('Third CA', { issuer: md5Root });
const shaLeaf = mint('mx.example.com', { issuer: shaCa });
const md5Leaf = mint('mx.example.com', { issuer: shaCa, signatureHash: 'md5' });

/** With the key of every certificate, for servers that complete a handshake. */
export const PRIVATE_KEY_PEM = shaLeaf.privateKeyPem;
export const CLEAN_PEM = shaLeaf.pem + shaCa.pem;
export const MD5_PEM = md5Leaf.pem + shaCa.pem;

/** Nothing is wrong with it. */
export const CLEAN = [shaLeaf.der, shaCa.der];
export const MD5_LEAF = [md5Leaf.der, shaCa.der];
export const MD5_INTERMEDIATE = [mint('mx.example.com', { issuer: md5Ca }).der, md5Ca.der];
export const MD5_ROOT = [
  mint('mx.example.com', { issuer: caUnderMd5Root }).der,
  caUnderMd5Root.der,
  md5Root.der,
];
export const MD5_SELF_SIGNED = [mint('mx.example.com', { signatureHash: 'md5' }).der];
export const MD5_OIW = [
  mint('mx.example.com', { issuer: shaCa, signatureHash: 'md5', signatureOid: '1.3.14.3.2.25' }).der,
];
export const MD5_INSIDE_ALONE = [
  mint('mx.example.com', { issuer: shaCa, innerSignatureOid: '1.2.840.113549.1.1.4' }).der,
];
const sha1Leaf = mint('mx.example.com', { issuer: shaCa, signatureHash: 'sha1' });
export const SHA1_LEAF = [sha1Leaf.der];
export const SHA1_PEM = sha1Leaf.pem + shaCa.pem;
export const UNKNOWN_SIGNATURE = [mint('mx.example.com', { issuer: shaCa, signatureOid: '1.2.3.4.5' }).der];
export const DUPLICATE = [shaLeaf.der, shaLeaf.der, shaCa.der];
export const REVERSED = [shaRoot.der, shaCa.der, shaLeaf.der];

export const GARBAGE_LEAF = [Buffer.alloc(300, 0xab), shaCa.der];
/** A certificate in whose middle nothing makes sense, with its signature algorithm behind that. */
export const UNPARSED_MD5_LEAF = [unparsed('2a864886f70d010104'), shaCa.der];
export const UNPARSED_SHA_LEAF = [unparsed('2a864886f70d01010b'), shaCa.der];

/** Some 40 and 200 kB: certificates with many names. */
export const LONG = [shaLeaf.der, ...Array.from({ length: 10 }, () => bulky(4_000))];
export const VERY_LONG = [shaLeaf.der, ...Array.from({ length: 10 }, () => bulky(20_000))];
export const VERY_LONG_MD5 = [md5Leaf.der, ...VERY_LONG.slice(1)];
/** One more than is read. */
export const TOO_MANY = Array.from({ length: 129 }, (_, at) => (at === 0 ? shaLeaf.der : shaCa.der));

function mint(commonName: string, rest: Rest = {}) {
  return mintCertificate({ subject: [{ CN: commonName }], key, ...rest });
}

/** As long as that, and not read any further than to where it stops to make sense. */
function bulky(bytes: number): Uint8Array {
  return mintCertificate({ subject: [{ CN: 'x'.repeat(bytes) }], key, issuer: shaRoot }).der;
}

function unparsed(signatureOidHex: string): Uint8Array {
  const oid = encodeTlv(TAG.oid, Buffer.from(signatureOidHex, 'hex'));
  return encodeTlv(
    TAG.sequence,
    encodeTlv(TAG.sequence, Buffer.from('0203', 'hex')),
    encodeTlv(TAG.sequence, oid),
    encodeTlv(TAG.bitString, Buffer.alloc(65)),
  );
}
