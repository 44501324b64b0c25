declare module '*.vue' {
  import type { DefineComponent } from 'vue';

  const component: DefineComponent<{ viewing?: string }>;
  export default component;
}
