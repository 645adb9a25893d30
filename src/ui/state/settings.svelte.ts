import {
  defaultSettings,
  parseSetting,
  type LessonEngine,
  type Schedule,
  type Settings,
} from '../../lesson/settings';

/** The fields as typed and the choices as made. A wrong entry stays in its field, with a sentence beside it, until it is mended. */
export class SettingsState {
  models = $state('');
  workers = $state('');
  engine = $state<LessonEngine>('exact');
  schedule = $state<Schedule>('in-order');
  readonly modelsResult = $derived(parseSetting('models', this.models));
  readonly workersResult = $derived(parseSetting('workers', this.workers));

  constructor(cores: number) {
    const { models, workers, engine, schedule } = defaultSettings(cores);
    this.models = String(models);
    this.workers = String(workers);
    this.engine = engine;
    this.schedule = schedule;
  }

  /** The settings, or undefined while a field holds something that is not allowed. */
  get value(): Settings | undefined {
    const [models, workers] = [this.modelsResult, this.workersResult];
    if (!models.ok || !workers.ok) return undefined;
    const { engine, schedule } = this;
    return { models: models.value, workers: workers.value, engine, schedule };
  }
}
