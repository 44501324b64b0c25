import { Controller, Get, Headers, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FreshetError } from '#libs/contracts';
import type { Markup } from './markup.js';
import { explorePage } from './pages/explore.page.js';
import { filmPage } from './pages/film.page.js';
import { homePage, notFoundPage } from './pages/home.page.js';
import { genrePage, searchPage } from './pages/list.page.js';
import { sendPage } from './sending.js';
import { StorefrontService } from './storefront.service.js';

const QUERY_CHARS_MAX = 100;

@Controller()
export class PagesController {
  constructor(private readonly storefront: StorefrontService) {}

  @Get()
  home(@Res() reply: FastifyReply): Promise<void> {
    return this.#send(reply, homePage(this.storefront.site));
  }

  @Get('film/:item')
  film(@Param('item') item: string, @Res() reply: FastifyReply): Promise<void> {
    const { site } = this.storefront;
    const film = site.shelf.find(item);
    return this.#send(reply, film && filmPage(site, film));
  }

  @Get('genre/:slug')
  genre(
    @Param('slug') slug: string,
    @Query('page') page: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { site } = this.storefront;
    const genre = site.shelf.genre(slug);
    return this.#send(reply, genre && genrePage(site, genre, pageNumber(page)));
  }

  @Get('search')
  search(
    @Query('q') words: unknown,
    @Query('page') page: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const query = typeof words === 'string' ? words.trim().slice(0, QUERY_CHARS_MAX) : '';
    return this.#send(reply, searchPage(this.storefront.site, query, pageNumber(page)));
  }

  @Get('explore')
  explore(@Res() reply: FastifyReply): Promise<void> {
    return this.#send(reply, explorePage(this.storefront.site));
  }

  /** Where the explore page's address leads when it is loaded anew, or was sent to somebody. */
  @Get('explore/:item')
  opened(@Param('item') item: string, @Res() reply: FastifyReply): Promise<void> {
    const { site } = this.storefront;
    const film = site.shelf.find(item);
    return this.#send(reply, film && explorePage(site, film));
  }

  /**
   * Whatever nobody else answers: a page for people. Programs get the error that they get everywhere.
   * @throws FreshetError FRESHET_ROUTE_UNKNOWN
   */
  @Get('*')
  elsewhere(
    @Headers('accept') accepted: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (accepted?.includes('text/html') === true) return this.#send(reply, undefined);
    const path = request.url.replace(/\?.*/, '').slice(0, 200);
    throw new FreshetError('FRESHET_ROUTE_UNKNOWN', `There is no GET ${path} here. See /docs.`);
  }

  #send(reply: FastifyReply, page: Markup | undefined): Promise<void> {
    const { policy, site } = this.storefront;
    if (page !== undefined) return sendPage(reply, page, { policy });
    return sendPage(reply, notFoundPage(site), { policy, status: 404 });
  }
}

/** @returns 1 when none is asked for, 0 for what is no number of a page. */
function pageNumber(text: unknown): number {
  if (text === undefined) return 1;
  return typeof text === 'string' && /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 0;
}
