import { loadCalifornia, type Dataset } from '../../datasets';

type Status =
  | { readonly kind: 'loading'; readonly fraction: number }
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'ready'; readonly dataset: Dataset };

/** The data set on its way to the page. */
export class DatasetState {
  status = $state.raw<Status>({ kind: 'loading', fraction: 0 });

  constructor() {
    void this.load();
  }

  async load(): Promise<void> {
    this.status = { kind: 'loading', fraction: 0 };
    const result = await loadCalifornia((fraction) => {
      if (this.status.kind === 'loading') this.status = { kind: 'loading', fraction };
    });
    this.status = result.ok
      ? { kind: 'ready', dataset: result.value }
      : { kind: 'failed', error: result.error };
  }
}
