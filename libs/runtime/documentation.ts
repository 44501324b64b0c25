import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { openApiDocument } from '#libs/contracts';

/** `/openapi.json` and, to click through, `/docs`: the whole public surface, whichever app answers. */
export function serveDocumentation(application: NestFastifyApplication): void {
  SwaggerModule.setup('docs', application, openApiDocument() as unknown as OpenAPIObject, {
    raw: ['json'],
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'Freshet API',
  });
}
