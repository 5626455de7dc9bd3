import { meaningOf, searchKeysOf } from '../../../cloudfunctions/common/domain/search-keys';

const application = {
  orderNos: ['A-1001', 'A-1002', '20261122-000417'],
  title: { name: '样例科技（北京）有限公司', phone: '010-8888 1234' },
  issued: { number: '26317000001234567890' },
  phoneLast4s: ['0001'],
};
const keys = searchKeysOf(application);
const finds = (query: string, among = keys) => {
  const { numbers, title } = meaningOf(query);
  return numbers.some((key) => among.includes(key)) || (title.length > 0 && title.every((key) => among.includes(key)));
};

describe('the search box', () => {
  it.each([
    'A-1001',
    '20261122-000417',
    '000417',
    ' a-1002 ',
    '26317000001234567890',
    '567890',
    '0001',
    '1234',
    '科技',
    '样例科技',
    '（北京）',
    '(北京)',
    '北京 有限',
    '样例科技（北京）有限公司',
  ])('finds “%s”', (query) => expect(finds(query)).toBe(true));

  it.each(['A-10', '56789', '000', '样例技科', '上海', '公', '​', '$ne', ''])('does not find “%s”', (query) =>
    expect(finds(query)).toBe(false),
  );

  it('counts a character of four bytes as one', () => {
    const rare = searchKeysOf({ orderNos: [], title: { name: '𠮷野家' } });
    expect(finds('𠮷野', rare)).toBe(true);
    expect(finds('𠮷', rare)).toBe(false);
  });

  it('sees through right-to-left marks', () => {
    expect(finds('科技', searchKeysOf({ orderNos: [], title: { name: '科\u202e技' } }))).toBe(true);
  });
});
