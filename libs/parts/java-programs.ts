import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Command, runToEnd } from './command.js';
import { libraryPath, unpackDebian } from './debian-packages.js';
import { findProgram } from './installed-program.js';
import { writeTrustStore } from './java-trust-store.js';
import { cachedFolder } from './parts-cache.js';
import { systemName } from './system-name.js';

/** What Kafka 4 brokers need. */
const JAVA_MIN = 17;
const TRUST_STORE = 'trust.jks';

/** How to call Java or Maven: a program and what its environment needs. */
export type JavaProgram = Pick<Command, 'program'> & { readonly env: Readonly<Record<string, string>> };

async function javaVersion(program: string): Promise<number> {
  const output = await runToEnd({ program, args: ['-version'] }).catch(() => '');
  return Number(/version "(\d+)/.exec(output)?.[1] ?? 0);
}

async function installedJava(): Promise<JavaProgram | undefined> {
  const home = process.env['JAVA_HOME'];
  for (const folders of [home === undefined ? [] : [join(home, 'bin')], undefined]) {
    const program = await findProgram(['java'], folders);
    if (program !== undefined && (await javaVersion(program)) >= JAVA_MIN) return { program, env: {} };
  }
  return undefined;
}

/** Both at once, since Maven depends on Java: apart they would bring two of it. */
async function downloadedFolder(log: (line: string) => void): Promise<string> {
  return cachedFolder(`java-maven-${await systemName()}`, async (folder) => {
    log('downloading Java and Maven (the Debian packages, unpacked into the cache)');
    await unpackDebian(['default-jre-headless', 'maven'], folder, log);
    await writeTrustStore(join(folder, TRUST_STORE));
  });
}

async function downloadedJava(log: (line: string) => void): Promise<JavaProgram> {
  const root = await downloadedFolder(log);
  const machines = join(root, 'usr', 'lib', 'jvm');
  const homes = await readdir(machines);
  const program = await findProgram(
    ['java'],
    homes.map((home) => join(machines, home, 'bin')),
  );
  if (program === undefined) throw new Error(`no Java in ${machines}: remove ${root} and try again`);
  const env = {
    JAVA_HOME: dirname(dirname(program)),
    LD_LIBRARY_PATH: await libraryPath(root),
    MAVEN_OPTS: `-Djavax.net.ssl.trustStore=${join(root, TRUST_STORE)}`,
  };
  return { program, env };
}

/** Java from JAVA_HOME or PATH where that is new enough, else Debian's, unpacked into the cache. */
export async function findJava(log: (line: string) => void): Promise<JavaProgram> {
  return (await installedJava()) ?? (await downloadedJava(log));
}

/** Maven from PATH, else Debian's, unpacked into the cache; run by the Java given. */
export async function findMaven(java: JavaProgram, log: (line: string) => void): Promise<JavaProgram> {
  const installed = await findProgram(['mvn']);
  const program = installed ?? join(await downloadedFolder(log), 'usr', 'share', 'maven', 'bin', 'mvn');
  return { program, env: java.env };
}
