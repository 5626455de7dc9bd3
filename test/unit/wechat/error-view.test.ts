import { problemView } from '../../../cloudfunctions/common/wechat/error-view';
import { errorTable } from '../../../cloudfunctions/common/wechat/errors';

describe('an error code in words', () => {
  it('is there for every code of the table, with somebody to turn to or nobody needed', () => {
    for (const { code, person, wechat } of errorTable) {
      const view = problemView(code);
      expect(view).toMatchObject({ errcode: code, message: person, wechat });
      expect([view.what, view.again].filter((text) => !text)).toEqual([]);
      expect(view.what).not.toMatch(/^[，；：]/);
    }
  });

  it('names the codes that mean the same', () => {
    expect(problemView(72018).alike).toEqual([72056]);
    expect([72024, ...problemView(72024).alike].sort()).toEqual([72024, 72060, 72061]);
  });

  it('is refused for a code that nobody knows', () => {
    expect(() => problemView(99_999)).toThrow('not_found');
  });
});
