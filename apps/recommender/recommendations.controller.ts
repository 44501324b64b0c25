import type { Slate } from '#libs/contracts';
import { Controller, Get, Query } from '@nestjs/common';
import type { RawQuery } from './recommendations-query.js';
import { RecommendationsService } from './recommendations.service.js';

@Controller('recommendations')
export class RecommendationsController {
  constructor(private readonly recommendations: RecommendationsService) {}

  @Get()
  recommend(@Query() query: RawQuery): Promise<Slate> {
    return this.recommendations.recommend(query);
  }
}
