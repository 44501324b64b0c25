import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { BrowserScripts } from './browser-scripts.js';
import { answerWith } from './served-file.js';

/** What the scripts are called, plainly and by their content, and the list of them. */
const NAMES = [
  String.raw`(?:beacon|widget)\.js`,
  String.raw`(?:beacon|widget)\.[0-9a-f]{12}\.js`,
  String.raw`beacon\.mjs`,
  String.raw`beacon\.d\.mts`,
  String.raw`embed\.json`,
].join('|');

@Controller()
export class BrowserScriptsController {
  constructor(private readonly scripts: BrowserScripts) {}

  @Get(`:name(^(?:${NAMES})$)`)
  async script(
    @Param('name') name: string,
    @Res() reply: FastifyReply,
    @Headers('accept-encoding') accepted?: string,
    @Headers('if-none-match') known?: string,
  ): Promise<void> {
    const { status, headers, body } = answerWith(await this.scripts.find(name), { accepted, known });
    await reply.status(status).headers(headers).send(body);
  }
}
