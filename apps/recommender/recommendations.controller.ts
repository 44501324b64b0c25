import type { Slate } from '#libs/contracts';
import { CrossOrigin } from '#libs/runtime';
import { Controller, Get, Headers, Query } from '@nestjs/common';
import type { RawQuery } from './query-reader.js';
import { RecommendationsService } from './recommendations.service.js';

@Controller('recommendations')
export class RecommendationsController {
  constructor(private readonly recommendations: RecommendationsService) {}

  @Get()
  @CrossOrigin()
  recommend(@Query() query: RawQuery, @Headers('origin') origin?: string): Promise<Slate> {
    return this.recommendations.recommend(query, origin);
  }
}
