import { defaultSettings, parseSetting, type Settings } from '../../lesson/settings';

/** The two fields as typed. A wrong entry stays in its field, with a sentence beside it, until it is mended. */
export class SettingsState {
  models = $state('');
  workers = $state('');
  readonly modelsResult = $derived(parseSetting('models', this.models));
  readonly workersResult = $derived(parseSetting('workers', this.workers));

  constructor(cores: number) {
    const { models, workers } = defaultSettings(cores);
    this.models = String(models);
    this.workers = String(workers);
  }

  /** The settings, or undefined while a field holds something that is not allowed. */
  get value(): Settings | undefined {
    const [models, workers] = [this.modelsResult, this.workersResult];
    return models.ok && workers.ok ? { models: models.value, workers: workers.value } : undefined;
  }
}
