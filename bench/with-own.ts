/** A device with some methods replaced; the others are those of the device behind it. */
export function withOwn(behind: USBDevice, own: Partial<USBDevice>): USBDevice {
  return new Proxy(behind, {
    get: (target, key): unknown => {
      const mine: unknown = Reflect.get(own, key);
      if (mine !== undefined) return mine;
      // What the device behind it keeps is private to it.
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
