import { CrossOrigin } from '#libs/runtime';
import { Controller, Get, Header, Headers, Query } from '@nestjs/common';
import type { RawQuery } from './query-reader.js';
import { RecommendationsService } from './recommendations.service.js';
import { slateJson } from './slate-json.js';

@Controller('recommendations')
export class RecommendationsController {
  constructor(private readonly recommendations: RecommendationsService) {}

  @Get()
  @CrossOrigin()
  @Header('content-type', 'application/json; charset=utf-8')
  async recommend(@Query() query: RawQuery, @Headers('origin') origin?: string): Promise<string> {
    return slateJson(await this.recommendations.recommend(query, origin));
  }
}
