import { Body, Controller, Headers, HttpCode, Ip, Post } from '@nestjs/common';
import type { BatchReceipt } from '#libs/contracts';
import { CrossOrigin } from '#libs/runtime';
import { EventsService } from './events.service.js';

@Controller('v1/events')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Post()
  @HttpCode(202)
  @CrossOrigin()
  accept(
    @Body() body: unknown,
    @Ip() address: string,
    @Headers('origin') origin?: string,
  ): Promise<BatchReceipt> {
    return this.events.accept(body, { address, origin });
  }
}
