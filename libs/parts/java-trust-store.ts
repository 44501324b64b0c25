import { createHash, X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';

/*
 * A Java key store (JKS) of trusted certificates. An installed Java gets one from a step that runs at
 * installation; one unpacked from a package has none and would trust nobody. Numbers are big-endian; the
 * digest at the end is keyed with the password, as OpenJDK's JavaKeyStore reads it.
 */
const MAGIC = 0xfeedfeed;
const VERSION = 2;
const TRUSTED_CERTIFICATE = 2;
const PASSWORD = 'changeit';
const DIGEST_WHITENER = 'Mighty Aphrodite';

const SYSTEM_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function uint32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeUInt32BE(value, 4 * index));
  return bytes;
}

function text(value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Buffer.byteLength(value));
  return Buffer.concat([length, Buffer.from(value)]);
}

function entry(pem: string, index: number): Buffer {
  const certificate = new X509Certificate(pem).raw;
  const createdAt = uint32(0, 0);
  return Buffer.concat([
    uint32(TRUSTED_CERTIFICATE),
    text(`root-${index}`),
    createdAt,
    text('X.509'),
    uint32(certificate.length),
    certificate,
  ]);
}

/** Those a company's own network adds stand with the system, or in a file that Node.js is told of. */
async function trustedCertificates(): Promise<string[]> {
  const files = [SYSTEM_BUNDLE, process.env['NODE_EXTRA_CA_CERTS'] ?? ''].filter((file) => file !== '');
  const bundles = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  const further = bundles.flatMap((bundle) => bundle.match(PEM_CERTIFICATE) ?? []);
  return [...new Set([...rootCertificates, ...further])];
}

/** Writes the certificates that this machine trusts as a key store for `javax.net.ssl.trustStore`. */
export async function writeTrustStore(file: string): Promise<void> {
  const certificates = await trustedCertificates();
  const body = Buffer.concat([uint32(MAGIC, VERSION, certificates.length), ...certificates.map(entry)]);
  const password = Buffer.from(PASSWORD, 'utf16le').swap16();
  const digest = createHash('sha1').update(password).update(DIGEST_WHITENER).update(body).digest();
  await writeFile(file, Buffer.concat([body, digest]));
}
