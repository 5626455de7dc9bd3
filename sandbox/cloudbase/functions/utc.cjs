'use strict';
// Cloud functions run in UTC, but a thread shares the time zone of its process: inside an instance, local time is made
// to mean UTC. (Only what depends on the zone is replaced.)

const parts = ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds'];
const hasZone = /(?:Z|[+-]\d\d:?\d\d|\b(?:GMT|UTC)\b.*)\s*$/i;
const isDateOnly = /^\d{4}-\d{2}-\d{2}$/;

const useUtc = () => {
  const RealDate = Date;
  const RealFormat = Intl.DateTimeFormat;
  const zoneOffset = RealDate.prototype.getTimezoneOffset;
  const parse = (text) => {
    const time = RealDate.parse(text);
    if (Number.isNaN(time) || hasZone.test(text) || isDateOnly.test(text)) return time;
    return time - zoneOffset.call(new RealDate(time)) * 60_000;
  };
  const proto = RealDate.prototype;
  for (const part of parts) {
    proto[`get${part}`] = proto[`getUTC${part}`];
    if (proto[`setUTC${part}`]) proto[`set${part}`] = proto[`setUTC${part}`];
  }
  proto.getTimezoneOffset = () => 0;
  const words = (date) => date.toUTCString().split(' ');
  proto.toDateString = function () {
    const [day = '', date, month, year] = words(this);
    return `${day.slice(0, 3)} ${month} ${date} ${year}`;
  };
  proto.toTimeString = function () {
    return `${words(this)[4]} GMT+0000 (Coordinated Universal Time)`;
  };
  proto.toString = function () {
    return Number.isNaN(this.getTime()) ? 'Invalid Date' : `${this.toDateString()} ${this.toTimeString()}`;
  };
  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) {
    const real = proto[name];
    proto[name] = function (locales, options) {
      return real.call(this, locales, { timeZone: 'UTC', ...options });
    };
  }
  Intl.DateTimeFormat = new Proxy(RealFormat, {
    construct: (target, [locales, options]) => new target(locales, { timeZone: 'UTC', ...options }),
    apply: (target, _self, [locales, options]) => new target(locales, { timeZone: 'UTC', ...options }),
  });
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) => {
      if (args.length > 1) return Reflect.construct(target, [target.UTC(...args)], newTarget);
      if (typeof args[0] === 'string') return Reflect.construct(target, [parse(args[0])], newTarget);
      return Reflect.construct(target, args, newTarget);
    },
    apply: () => new globalThis.Date().toString(),
    get: (target, key) => (key === 'parse' ? parse : Reflect.get(target, key)),
  });
  proto.constructor = globalThis.Date;
};

if (Intl.DateTimeFormat().resolvedOptions().timeZone !== 'UTC') useUtc();
