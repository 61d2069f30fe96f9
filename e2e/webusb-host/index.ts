// A real Chromium with its real WebUSB stack, over an emulated USB bus with virtual accelerators on it. See README.md.
export { startBrowserWithUsb } from './browser.ts';
export type { BrowserWithUsb, BrowserWithUsbOptions, UsbPermission } from './browser.ts';
export { isSupported } from './supported.ts';
