import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

/** The floor of a start: the frameworks that every app stands on, one route, and nothing of ours. */
@Controller()
class HelloController {
  @Get('health/ready')
  ready(): { checks: [] } {
    return { checks: [] };
  }

  @Get('metrics')
  metrics(): string {
    return `process_resident_memory_bytes ${process.memoryUsage().rss}\n`;
  }
}

@Module({ controllers: [HelloController] })
class HelloModule {}

const application = await NestFactory.create<NestFastifyApplication>(HelloModule, new FastifyAdapter(), {
  logger: false,
});
await application.listen(0, '127.0.0.1');
process.stdout.write(`${await application.getUrl()}\n`);
