import { Controller, Delete, HttpCode, Ip, Param, Query } from '@nestjs/common';
import { SessionsService } from './sessions.service.js';

@Controller('v1/sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Delete(':session')
  @HttpCode(204)
  forget(
    @Param('session') session: string,
    @Query('site') site: unknown,
    @Ip() address: string,
  ): Promise<void> {
    return this.sessions.forget({ session, site, address });
  }
}
