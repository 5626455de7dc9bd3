import { join } from 'node:path';
import { packCharts } from '../../scripts/build/charts';

/** The phone needs its charts wherever it is compiled; they are made once. */
export default (): Promise<void> => packCharts(join(__dirname, '../..'));
