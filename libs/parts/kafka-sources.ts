import { realpath, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inContainer, pullImage } from './docker.js';
import { findProgram } from './installed-program.js';
import { findJava } from './java-programs.js';
import { KAFKA_VERSION, kafkaJars } from './kafka-jars.js';
import type { PartSource } from './part-program.js';

export type KafkaTool = 'storage' | 'server';

const HEAP = '-Xmx512m';
/**
 * A broker that lives for one run on a few cores: compiling its code for later takes half a core for the first minute, which
 * everything measured beside it would pay. It takes 21 instead of 46 % of a core at 200 single events a second.
 */
const SHORT_LIVED = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
const MAJOR_MIN = 4;
const IMAGE = `apache/kafka:${KAFKA_VERSION}`;
const SCRIPTS = { storage: 'kafka-storage', server: 'kafka-server-start' } as const;
const MAIN_CLASSES = { storage: 'kafka.tools.StorageTool', server: 'kafka.Kafka' } as const;

async function findScript(tool: KafkaTool): Promise<string> {
  const home = process.env['KAFKA_HOME'];
  const folders = home === undefined ? undefined : [join(home, 'bin')];
  const names = [`${SCRIPTS[tool]}.sh`, SCRIPTS[tool]];
  const script = await findProgram(names, folders);
  if (script === undefined)
    throw new Error(`no ${names[0]} ${home === undefined ? 'on PATH' : `in ${home}/bin`}`);
  return script;
}

/** Read off the jar beside the scripts; undefined where a package keeps them apart. */
async function installedVersion(script: string): Promise<string | undefined> {
  const jars = await readdir(join(dirname(dirname(await realpath(script))), 'libs')).catch(() => []);
  return jars
    .map((jar) => /^kafka_[\d.]+-(\d+\.\d+\.\d+)\.jar$/.exec(jar)?.[1])
    .find((version) => version !== undefined);
}

const installed: PartSource<KafkaTool> = {
  name: 'installed',
  async obtain() {
    const scripts = { storage: await findScript('storage'), server: await findScript('server') };
    const version = await installedVersion(scripts.server);
    if (version !== undefined && Number.parseInt(version, 10) < MAJOR_MIN) {
      throw new Error(`${scripts.server} is Kafka ${version}, older than ${MAJOR_MIN}`);
    }
    return {
      origin: scripts.server,
      listenHost: '127.0.0.1',
      command: (tool, args, place) => ({
        program: scripts[tool],
        args,
        env: { KAFKA_HEAP_OPTS: HEAP, LOG_DIR: join(place.dataFolder, 'program-logs') },
      }),
    };
  },
};

const docker: PartSource<KafkaTool> = {
  name: 'docker',
  async obtain(log) {
    await pullImage(IMAGE, log);
    const env = { KAFKA_HEAP_OPTS: HEAP, LOG_DIR: '/tmp/program-logs' };
    return {
      origin: `the Docker image ${IMAGE}`,
      listenHost: '0.0.0.0',
      command: (tool, args, place) =>
        inContainer(IMAGE, `/opt/kafka/bin/${SCRIPTS[tool]}.sh`, args, place, env),
    };
  },
};

const downloaded: PartSource<KafkaTool> = {
  name: 'downloaded',
  async obtain(log) {
    const java = await findJava(log);
    const jars = await kafkaJars(java, log);
    const options = [
      HEAP,
      ...SHORT_LIVED,
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      '-cp',
      join(jars, '*'),
    ];
    return {
      origin: `Kafka ${KAFKA_VERSION} in ${jars}`,
      listenHost: '127.0.0.1',
      command: (tool, args) => ({ ...java, args: [...options, MAIN_CLASSES[tool], ...args] }),
    };
  },
};

/** The ways to Kafka, in the order of trust: what the machine has, what its engine has, what can be had. */
export const KAFKA_SOURCES: readonly PartSource<KafkaTool>[] = [installed, docker, downloaded];
