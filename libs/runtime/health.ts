import { Controller, Get, Module, Res, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { messageOf } from '#libs/contracts';

/** What a part says of itself; a reason when it is not well. */
interface Health {
  readonly healthy: boolean;
  readonly reason?: string;
}

export type HealthIndicator = () => Health | Promise<Health>;

export interface ReadinessReport {
  readonly status: 'ready' | 'unready';
  readonly checks: readonly (Health & { readonly name: string })[];
}

/** A check that has not answered by then counts as unhealthy: a probe has a deadline of its own. */
const CHECK_TIMEOUT_MS = 1000;

/** Where parts register what makes this process ready to be sent requests. */
export class HealthIndicators implements OnModuleDestroy {
  private readonly indicators = new Map<string, HealthIndicator>();
  private isStopping = false;

  /** @returns takes the indicator away again. */
  register(name: string, indicator: HealthIndicator): () => void {
    this.indicators.set(name, indicator);
    return () => void this.indicators.delete(name);
  }

  /** From now on unready, so that nothing new is routed here. */
  stopping(): void {
    this.isStopping = true;
  }

  onModuleDestroy(): void {
    this.stopping();
  }

  async readiness(): Promise<ReadinessReport> {
    const checks = await Promise.all(
      [...this.indicators].map(async ([name, check]) => ({ name, ...(await ask(check)) })),
    );
    if (this.isStopping) checks.push({ name: 'process', healthy: false, reason: 'it is stopping' });
    return { status: checks.every(({ healthy }) => healthy) ? 'ready' : 'unready', checks };
  }
}

async function ask(indicator: HealthIndicator): Promise<Health> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Health>((resolve) => {
    const reason = `no answer within ${CHECK_TIMEOUT_MS} ms`;
    timer = setTimeout(() => resolve({ healthy: false, reason }), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([indicator(), late]);
  } catch (thrown) {
    return { healthy: false, reason: messageOf(thrown) };
  } finally {
    clearTimeout(timer);
  }
}

@Controller('health')
class HealthController {
  constructor(private readonly indicators: HealthIndicators) {}

  @Get('live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessReport> {
    const report = await this.indicators.readiness();
    reply.status(report.status === 'ready' ? 200 : 503);
    return report;
  }
}

/** `GET /health/live` and `GET /health/ready`. */
@Module({ controllers: [HealthController], providers: [HealthIndicators], exports: [HealthIndicators] })
export class HealthModule {}
