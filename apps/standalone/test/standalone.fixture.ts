import type { Slate } from '#libs/contracts';
import { importFile } from '#libs/event-history';
import { createHttpApplication, listen, loadConfiguration } from '#libs/runtime';
import { temporaryFolder } from '#libs/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSite, publishSite } from '../../co-watch/index.js';
import { consumeSessionEvents } from '../../session-state/consume-session-events.js';
import { standaloneModule } from '../standalone.module.js';

/** Sessions of a tiny site, each a list of items in order. */
export type TinyHistory = readonly (readonly string[])[];

/** Imports sessions for a site, a minute between its events, then builds and publishes its tables. @returns their version. */
export async function publishTiny(dataFolder: string, site: string, history: TinyHistory): Promise<string> {
  const rows = history.flatMap((items, session) =>
    items.map((item, at) => `session-${session},${item},${1_700_000_000 + session * 1000 + at * 60}`),
  );
  const file = join(dataFolder, `${site}.csv`);
  await writeFile(file, ['session,item,timestamp', ...rows, ''].join('\n'));
  await importFile(file, { site, dataFolder });
  const { version } = await buildSite({ site, dataFolder });
  await publishSite({ site, dataFolder, version });
  return version;
}

/** A standalone service in this process, on a data folder of its own. */
export class Standalone {
  private constructor(
    readonly url: string,
    readonly dataFolder: string,
    readonly application: NestFastifyApplication,
    readonly close: () => Promise<void>,
  ) {}

  /**
   * @param histories of the sites that have tables from the start.
   * @param yaml of config/freshet.yaml.
   * @param experiments of the experiments file, `experiments.yaml` in the data folder.
   */
  static async start(
    histories: Readonly<Record<string, TinyHistory>>,
    yaml = '{}',
    experiments = '',
  ): Promise<Standalone> {
    const folder = await temporaryFolder();
    for (const [site, history] of Object.entries(histories)) await publishTiny(folder.path, site, history);
    const experimentsFile = join(folder.path, 'experiments.yaml');
    await writeFile(experimentsFile, experiments);
    const env = {
      FRESHET_DATA: folder.path,
      FRESHET_EXPERIMENTS: experimentsFile,
      PORT: '0',
      HOST: '127.0.0.1',
    };
    const configuration = loadConfiguration(env, () => yaml);
    const application = await createHttpApplication(standaloneModule(configuration), configuration);
    application.useLogger(false);
    await consumeSessionEvents(application);
    const url = await listen(application, configuration);
    const close = async (): Promise<void> => {
      await application.close();
      await folder.remove();
    };
    return new Standalone(url, folder.path, application, close);
  }

  /** Posts views of items, one batch. @returns the ids of their events. */
  async view(session: string, items: readonly string[], site = 'demo'): Promise<string[]> {
    const now = Date.now();
    const events = items.map((item) => ({ id: randomUUID(), session, type: 'view', item, ts: now }));
    const body = JSON.stringify({ site, sentAt: now, events });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${this.url}/v1/events`, { method: 'POST', body, headers });
    if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
    return events.map(({ id }) => id);
  }

  async ask(query: Readonly<Record<string, string>>): Promise<Response> {
    return fetch(`${this.url}/recommendations?${new URLSearchParams(query).toString()}`);
  }

  async recommend(query: Readonly<Record<string, string>>): Promise<Slate> {
    const response = await this.ask(query);
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return (await response.json()) as Slate;
  }

  /** Views items and asks once the last is in the session's vector. */
  async viewThenRecommend(session: string, items: readonly string[], query = {}): Promise<Slate> {
    const after = (await this.view(session, items)).at(-1) ?? '';
    for (;;) {
      const slate = await this.recommend({ session, after, wait: '100', ...query });
      if (slate.after?.included) return slate;
    }
  }
}
