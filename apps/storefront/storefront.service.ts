import { Injectable } from '@nestjs/common';
import { FreshetError } from '#libs/contracts';
import { DEMO_SEED, generateCatalogue } from '#libs/demo';
import { readAssets, type Asset } from './storefront-assets.js';

/** The demo film site: its page and its films, all of it in memory. */
@Injectable()
export class StorefrontService {
  readonly #assets = readAssets();
  #catalogue: Buffer | undefined;

  /** @throws FreshetError FRESHET_ROUTE_UNKNOWN when the page has no such file. */
  asset(name: string): Asset {
    const asset = this.#assets.get(name);
    if (asset === undefined) throw new FreshetError('FRESHET_ROUTE_UNKNOWN', `The demo has no file ${name}`);
    return asset;
  }

  /** The films as JSON, made when first asked for: most services never show the demo. */
  catalogue(): Buffer {
    this.#catalogue ??= Buffer.from(JSON.stringify(generateCatalogue(DEMO_SEED)));
    return this.#catalogue;
  }
}
