import { readFileSync } from 'node:fs';
import { errorTable } from '../../../cloudfunctions/common/wechat/errors';
import { catalogue, CATALOGUE } from '../../../scripts/docs/errors';

const page = readFileSync(CATALOGUE, 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| <a id='));
const cellsOf = (row: string) => row.slice('| '.length, -' |'.length).split(' | ');

describe('the catalogue of error codes', () => {
  it('is the table as it stands now', () => {
    expect(page).toBe(catalogue());
  });

  it('says of every code, once and to be linked to, what it means, who can fix it and whether trying again helps', () => {
    const codes = rows.map((row) => Number(/id="(-?\d+)"/.exec(row)?.[1]));
    expect([...codes].sort((a, b) => a - b)).toEqual(errorTable.map(({ code }) => code).sort((a, b) => a - b));
    for (const cells of rows.map(cellsOf)) {
      expect(cells).toHaveLength(6);
      const [, , person, who, what, again] = cells;
      expect([person, who, what, again].filter((text) => !text)).toEqual([]);
    }
  });

  it('names only people who exist', () => {
    const who = new Set(rows.map((row) => cellsOf(row)[3]));
    expect([...who].sort()).toEqual(['—', '商户管理员', '开发者', '报销方', '用户'].sort());
  });
});
