import type { Phone } from '../phone';
import { openStorage } from '../person-storage';
import { type Api, asynchronousGroup, WxFailure } from './api';

interface Key {
  key: string;
}

export const storage = (phone: Phone): Api => {
  const stored = openStorage(phone.settings.openid, 'app');
  const read = (key: string): unknown => (stored.has(key) ? stored.get(key) : '');
  return {
    getStorageSync: read,
    setStorageSync: (key: string, data: unknown) => stored.set(key, data),
    removeStorageSync: (key: string) => stored.remove(key),
    ...asynchronousGroup(phone, {
      getStorage: ({ key }: Key) => {
        if (!stored.has(key)) throw new WxFailure('data not found');
        return { data: stored.get(key) };
      },
      setStorage: ({ key, data }: Key & { data: unknown }) => stored.set(key, data),
    }),
  };
};
