import { Module } from '@nestjs/common';
import { StorefrontController } from './storefront.controller.js';
import { StorefrontService } from './storefront.service.js';

/** The demo film site at `/`, with its films at `/demo/catalogue.json`. */
@Module({ controllers: [StorefrontController], providers: [StorefrontService] })
export class StorefrontModule {}
