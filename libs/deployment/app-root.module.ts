import { RuntimeModule, type Configuration } from '#libs/runtime';
import { Module, type DynamicModule, type Type } from '@nestjs/common';

/** The root of every process: what all apps share, and the modules that make this one. */
@Module({})
export class AppRootModule {
  static of(...modules: Type[]): (configuration: Configuration) => DynamicModule {
    return (configuration) => ({
      module: AppRootModule,
      imports: [RuntimeModule.forRoot(configuration), ...modules],
    });
  }
}
