import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runToEnd } from './command.js';
import { findMaven, type JavaProgram } from './java-programs.js';
import { cachedFolder } from './parts-cache.js';

/** The broker and its tools lie in separate artifacts; without an SLF4J binding it logs nothing. */
export const KAFKA_VERSION = '4.4.0';
const SLF4J_VERSION = '1.7.36';
const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1';

const ARTIFACTS = [
  ['org.apache.kafka', 'kafka_2.13', KAFKA_VERSION],
  ['org.apache.kafka', 'kafka-server', KAFKA_VERSION],
  ['org.slf4j', 'slf4j-simple', SLF4J_VERSION],
] as const;

function pom(): string {
  const dependencies = ARTIFACTS.map(
    ([group, artifact, version]) =>
      `    <dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
  );
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0">',
    '  <modelVersion>4.0.0</modelVersion>',
    '  <groupId>freshet</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>',
    '  <dependencies>',
    ...dependencies,
    '  </dependencies>',
    '</project>',
    '',
  ].join('\n');
}

/** Kafka's jars, from Maven's configured repositories; a local repository of its own keeps two runs apart. */
export async function kafkaJars(java: JavaProgram, log: (line: string) => void): Promise<string> {
  const folder = await cachedFolder(`kafka-${KAFKA_VERSION}`, async (unfinished) => {
    const maven = await findMaven(java, log);
    log(`downloading Kafka ${KAFKA_VERSION} (45 jars, 43 MB)`);
    await mkdir(join(unfinished, 'jars'));
    await writeFile(join(unfinished, 'pom.xml'), pom());
    const repository = join(unfinished, 'repository');
    await runToEnd({
      ...maven,
      args: [
        ...[
          '--batch-mode',
          '--quiet',
          '--file',
          join(unfinished, 'pom.xml'),
          `-Dmaven.repo.local=${repository}`,
        ],
        ...[`${DEPENDENCY_PLUGIN}:copy-dependencies`, '-DincludeScope=runtime'],
        `-DoutputDirectory=${join(unfinished, 'jars')}`,
      ],
    });
    await rm(repository, { recursive: true });
  });
  return join(folder, 'jars');
}
