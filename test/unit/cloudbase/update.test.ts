import { applyUpdate } from '../../../sandbox/cloudbase/store/update';
import type { Document } from '../../../sandbox/cloudbase/store/values';

const after = (document: Document, modifier: Document): Document => {
  applyUpdate(document, modifier);
  return document;
};

describe('an update is as strict as MongoDB where mingo is not', () => {
  test.each<[string, Document, Document, string]>([
    ['a field below a text', { a: 'x' }, { $set: { 'a.b': 1 } }, 'Cannot create field \'b\' in element {a: "x"}'],
    ['a named field of a list', { a: [1] }, { $set: { 'a.b': 1 } }, "Cannot create field 'b' in element {a: [ 1 ]}"],
    ['a number below null', { a: null }, { $inc: { 'a.b': 1 } }, "Cannot create field 'b' in element {a: null}"],
    ['a push below a number', { a: 1 }, { $push: { 'a.b': 1 } }, "Cannot create field 'b' in element {a: 1}"],
    ['the product of a date', { a: new Date(0) }, { $mul: { a: 2 } }, 'of non-numeric type date'],
    [
      'a step that is no number',
      { a: 1 },
      { $inc: { a: '1' } },
      'Cannot increment with non-numeric argument: {a: "1"}',
    ],
    ['addToSet to an object', { a: {} }, { $addToSet: { a: 1 } }, "Field named 'a' has non-array type object"],
    ['pull from a text', { a: 'x' }, { $pull: { a: 'x' } }, 'Cannot apply $pull to a non-array value'],
    ['pop of a number', { a: 1 }, { $pop: { a: 1 } }, "contains an element of non-array type 'int'"],
    ['another id', { _id: 1 }, { $set: { _id: 2 } }, "would modify the immutable field '_id'"],
    ['one path twice', {}, { $set: { a: 1 }, $inc: { a: 1 } }, "create a conflict at 'a'"],
    ['a path and what lies below it', {}, { $set: { a: {}, 'a.b': 1 } }, "create a conflict at 'a"],
    ['an unknown operator', {}, { $nonsense: { a: 1 } }, 'Unknown modifier: $nonsense'],
    ['nothing at all', { a: 1 }, {}, 'update document must have at least one element'],
  ])('refuses %s', (_what, document, modifier, message) => {
    expect(() => after({ _id: 1, ...document }, modifier)).toThrow(message);
  });

  test('removing an element of a list leaves null in its place', () => {
    expect(after({ _id: 1, a: [1, 2, 3] }, { $unset: { 'a.1': '' } })).toEqual({ _id: 1, a: [1, null, 3] });
  });

  test('taking away what is not there is no error', () => {
    const modifier = { $unset: { 'a.b': '' }, $pull: { 'c.d': 1 }, $pop: { 'e.f': 1 } };
    expect(after({ _id: 1, c: 1 }, modifier)).toEqual({ _id: 1, c: 1 });
  });

  test('paths that do not exist are made', () => {
    expect(after({ _id: 1 }, { $set: { 'a.b.c': 1 }, $inc: { 'd.e': 2 }, $push: { 'f.g': 3 } })).toEqual({
      _id: 1,
      a: { b: { c: 1 } },
      d: { e: 2 },
      f: { g: [3] },
    });
  });
});
