import type { SessionAnswer } from '#libs/contracts';
import { CONFIGURATION, CrossOrigin, type Configuration } from '#libs/runtime';
import { Controller, Get, Header, Headers, Inject, Param, Query } from '@nestjs/common';
import type { RawQuery } from './query-reader.js';
import { SessionAnswersService } from './session-answers.service.js';

@Controller('sessions')
export class SessionAnswersController {
  constructor(
    private readonly answers: SessionAnswersService,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  @Get(':session')
  @CrossOrigin()
  // What somebody looked at stays out of every cache.
  @Header('cache-control', 'no-store')
  session(
    @Param('session') session: string,
    @Query() query: RawQuery,
    @Headers('origin') origin?: string,
  ): Promise<SessionAnswer> {
    const { defaultSite } = this.configuration.environment;
    return this.answers.answer({ ...query, session }, defaultSite, origin);
  }
}
