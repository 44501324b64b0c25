import fastifyStatic from '@fastify/static';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyError, FastifyInstance } from 'fastify';
import { FilmsController } from './films.controller.js';
import { PagesController } from './pages.controller.js';
import { CLIPS_FOLDER } from './site-files.js';
import { StorefrontService } from './storefront.service.js';

const DAY_MS = 86_400_000;

/** The demo film site at `/`: its pages, posters, clips and films. */
@Module({ controllers: [FilmsController, PagesController], providers: [StorefrontService] })
export class StorefrontModule implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  /**
   * Browsers play and seek in parts: the clips are served by what answers ranges. Not awaited: that would boot Fastify before Nest has set
   * its error handler, and a refused admin token would be a 500. The clips are there when the service listens.
   */
  onModuleInit(): void {
    const instance = this.host.httpAdapter.getInstance<FastifyInstance>();
    void instance.register(serveClips);
  }
}

async function serveClips(instance: FastifyInstance): Promise<void> {
  instance.setErrorHandler<FastifyError>((fault, _, reply) => {
    // A part that lies behind the end is told so, as players expect it; the rest is for the service's own filter.
    if (fault.statusCode === 416) return reply.status(416).send();
    throw fault;
  });
  await instance.register(fastifyStatic, {
    root: CLIPS_FOLDER,
    prefix: '/clips/',
    decorateReply: false,
    index: false,
    maxAge: DAY_MS,
    setHeaders: (reply) =>
      void reply.headers({
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; media-src 'self'",
      }),
  });
}
