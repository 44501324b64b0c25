import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { FreshetError } from '#libs/contracts';
import { sendFile } from './sending.js';
import type { SiteFile } from './site-files.js';
import { StorefrontService, type FilmFacts } from './storefront.service.js';

/** As many as a slate can hold. */
const ASKED_MAX = 100;

/** What pages load: scripts, styles, pictures, and what there is to know of films. */
@Controller()
export class FilmsController {
  constructor(private readonly storefront: StorefrontService) {}

  @Get('assets/:name')
  asset(@Param('name') name: string, @Res() reply: FastifyReply): Promise<void> {
    return sendFile(reply, existing(this.storefront.files.find(name), name));
  }

  @Get('poster/:item.svg')
  poster(@Param('item') item: string, @Res() reply: FastifyReply): Promise<void> {
    return sendFile(reply, existing(this.storefront.poster(item), item));
  }

  @Get('backdrop/:item.svg')
  backdrop(@Param('item') item: string, @Res() reply: FastifyReply): Promise<void> {
    return sendFile(reply, existing(this.storefront.backdrop(item), item));
  }

  @Get('catalogue.json')
  catalogue(@Res() reply: FastifyReply): Promise<void> {
    return sendFile(reply, this.storefront.catalogue);
  }

  /** What a slate's cards show of some films, by item: a site of its own would ask its own catalogue. */
  @Get('films.json')
  films(@Query('item') asked: unknown): Record<string, FilmFacts> {
    const items = [asked].flat().slice(0, ASKED_MAX);
    const films = items
      .map((item) => this.storefront.site.shelf.find(String(item)))
      .filter((film) => film !== undefined);
    return Object.fromEntries(films.map((film) => [film.item, this.storefront.factsOf(film)]));
  }
}

/** @throws FreshetError FRESHET_ROUTE_UNKNOWN */
function existing(file: SiteFile | undefined, name: string): SiteFile {
  if (file === undefined) throw new FreshetError('FRESHET_ROUTE_UNKNOWN', `The film site has no ${name}`);
  return file;
}
