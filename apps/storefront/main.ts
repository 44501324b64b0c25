import { AppRootModule } from '#libs/deployment';
import { runHttpService } from '#libs/runtime';
import { StorefrontModule } from './storefront.module.js';

await runHttpService({ app: 'storefront', module: AppRootModule.of(StorefrontModule) });
