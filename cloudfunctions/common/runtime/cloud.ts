import cloud from 'wx-server-sdk';

// Without an explicit environment 4.x prints a warning on every request. The SDK's typings call the constant a
// symbol and the option a string; at run time the symbol is what init expects.
cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV as unknown as string });

export { cloud };
