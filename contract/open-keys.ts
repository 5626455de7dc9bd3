import * as v from 'valibot';
import { apiScopes } from './open';
import { UnixSeconds } from './primitives';

/** What the merchant calls a key. */
export const KeyId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,32}$/));
const KeyLabel = v.pipe(v.string(), v.maxLength(50));
const KeyScopes = v.pipe(v.array(v.picklist(apiScopes)), v.minLength(1));
/** A key that the operator chose. */
const ChosenKey = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{16,128}$/));

/** At most so many keys of a merchant are good at once. */
export const MOST_KEYS = 10;

/**
 * The keys of `merchants.put`, in clear once: only their hashes are stored. A plain key may do everything; one with an
 * id may do what its scopes say, and stays as it is when it comes without the key itself.
 */
export const GivenKeys = v.pipe(
  v.array(
    v.union([ChosenKey, v.strictObject({ id: KeyId, key: v.optional(ChosenKey), label: KeyLabel, scopes: KeyScopes })]),
  ),
  v.maxLength(MOST_KEYS),
);
export type GivenKeys = v.InferOutput<typeof GivenKeys>;

/** The body of `POST /open/v1/keys`: the key itself is made here. */
export const KeyBody = v.strictObject({ id: KeyId, label: v.optional(KeyLabel, ''), scopes: KeyScopes });
export type KeyBody = v.InferOutput<typeof KeyBody>;

const DAY = 86_400;

/** The body of `POST /open/v1/keys/{id}/rotate`: how long the old key stays good. */
export const RotationBody = v.strictObject({
  graceSeconds: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(30 * DAY)), DAY),
});

const keyReadEntries = {
  id: v.string(),
  label: v.string(),
  scopes: v.array(v.picklist(apiScopes)),
  /** How the key begins. */
  prefix: v.string(),
  createdAt: UnixSeconds,
  /** To within five minutes; absent when it never was. */
  lastUsedAt: v.exactOptional(UnixSeconds),
  /** Only of a key that another has replaced. */
  goodUntil: v.exactOptional(UnixSeconds),
};
export const KeyRead = v.strictObject(keyReadEntries);
/** A key as the list shows it: enough to know it by, too little to use. */
export type KeyRead = v.InferOutput<typeof KeyRead>;

export const KeyList = v.strictObject({ rows: v.array(KeyRead) });
export type KeyList = v.InferOutput<typeof KeyList>;

/** The only answer that has the key itself. */
export const KeyMade = v.strictObject({ ...keyReadEntries, key: v.string() });
export type KeyMade = v.InferOutput<typeof KeyMade>;

/** The answer of `DELETE /open/v1/keys/{id}`. */
export const KeyRevoked = v.strictObject({ id: v.string() });
export type KeyRevoked = v.InferOutput<typeof KeyRevoked>;
