import { expose } from 'comlink';
import { replayAll } from './more-cores';

expose(replayAll);
