import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { StorefrontService } from './storefront.service.js';

/** The page runs its own files and talks to its own origin; anything injected into it runs nowhere. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

@ApiExcludeController()
@Controller()
export class StorefrontController {
  constructor(private readonly storefront: StorefrontService) {}

  @Get()
  page(@Res() reply: FastifyReply): void {
    this.#send(reply, 'page.html');
  }

  @Get('demo/catalogue.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'public, max-age=3600')
  @Header('x-content-type-options', 'nosniff')
  catalogue(): Buffer {
    return this.storefront.catalogue();
  }

  @Get('demo/:file')
  file(@Param('file') name: string, @Res() reply: FastifyReply): void {
    this.#send(reply, name);
  }

  /** The policy goes with every file: an SVG opened on its own is a page as well. */
  #send(reply: FastifyReply, name: string): void {
    const { contentType, body } = this.storefront.asset(name);
    void reply
      .headers({
        'content-type': contentType,
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'cache-control': 'no-cache',
        'referrer-policy': 'strict-origin-when-cross-origin',
        'x-content-type-options': 'nosniff',
      })
      .send(body);
  }
}
