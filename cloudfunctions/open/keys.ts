import { KeyBody, RotationBody, type KeyList, type KeyMade, type KeyRevoked } from '../../contract/open-keys';
import { ports } from '../common/runtime/ports';
import { createKey, listKeys, revokeKey, rotateKey, type KeyHolder } from '../common/usecases/api-keys';
import { readBody } from './body';
import type { HttpRequest } from './http';

// An Idempotency-Key would keep the answer, and with it the key in clear: a key's id does its work here.

/** `GET /open/v1/keys` */
export const list = (_request: HttpRequest, { merchant }: KeyHolder): Promise<KeyList> => listKeys(ports, merchant);

/** `POST /open/v1/keys` */
export const create = (request: HttpRequest, holder: KeyHolder): Promise<KeyMade> =>
  createKey(ports, holder, readBody(request, KeyBody));

/** `POST /open/v1/keys/{id}/rotate` */
export const rotate = (request: HttpRequest, holder: KeyHolder, id: string): Promise<KeyMade> =>
  rotateKey(ports, holder, id, readBody(request, RotationBody).graceSeconds);

/** `DELETE /open/v1/keys/{id}` */
export const revoke = (_request: HttpRequest, holder: KeyHolder, id: string): Promise<KeyRevoked> =>
  revokeKey(ports, holder, id);
