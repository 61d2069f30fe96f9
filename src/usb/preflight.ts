// What must be true before an accelerator can be used, as a list of checks with remedies, in the order in which they are
// worth mending. Facts about the page are passed in; nothing here touches a browser global.
import type { Failure } from '../base/index.ts';
import { stateOf } from './identities.ts';
import { linkSpeedOf } from './descriptors.ts';

export type PreflightName =
  'secure-page' | 'webusb' | 'permission' | 'driver' | 'interface' | 'firmware' | 'usb3';

export interface PreflightCheck {
  readonly name: PreflightName;
  readonly title: string;
  /** `warn` stops nothing; `unknown` could not be checked because something before it failed. */
  readonly state: 'pass' | 'warn' | 'fail' | 'unknown';
  /** What to do, where there is something to do. */
  readonly remedy: string | null;
  /** Text to copy, for instance a udev rule. */
  readonly copy: string | null;
}

export type OperatingSystem = 'linux' | 'windows' | 'macos' | 'android' | 'chromeos' | 'other';

export interface PreflightEnvironment {
  readonly isSecureContext: boolean;
  readonly hasWebUsb: boolean;
  readonly os: OperatingSystem;
  /** Accelerators that the page may use. */
  readonly devices: readonly USBDevice[];
  readonly hasFirmware: boolean;
  /** How the last attempt to open one ended; null when none was made or it went well. */
  readonly lastFailure: Failure | null;
}

/** The vendor's rule names a group; `uaccess` also serves systems without it, from files that sort before `73-`. */
export const UDEV_RULE = [
  'SUBSYSTEM=="usb", ATTRS{idVendor}=="1a6e", ATTRS{idProduct}=="089a", MODE="0664", GROUP="plugdev", TAG+="uaccess"',
  'SUBSYSTEM=="usb", ATTRS{idVendor}=="18d1", ATTRS{idProduct}=="9302", MODE="0664", GROUP="plugdev", TAG+="uaccess"',
].join('\n');

/** All checks, first things first. */
export function preflight(environment: PreflightEnvironment): readonly PreflightCheck[] {
  return [
    securePage(environment),
    webUsb(environment),
    permission(environment),
    driver(environment),
    interfaceFree(environment),
    firmware(environment),
    usb3(environment),
  ];
}

function securePage({ isSecureContext }: PreflightEnvironment): PreflightCheck {
  return check('secure-page', 'Secure page', isSecureContext ? 'pass' : 'fail', {
    remedy: 'Open the page over https, or from localhost: browsers give USB to secure pages only.',
  });
}

function webUsb({ hasWebUsb, isSecureContext }: PreflightEnvironment): PreflightCheck {
  const state = hasWebUsb ? 'pass' : isSecureContext ? 'fail' : 'unknown';
  return check('webusb', 'Browser with WebUSB', state, {
    remedy: 'Use Chrome, Edge, Opera or another browser built on Chromium.',
  });
}

function permission({ devices, hasWebUsb }: PreflightEnvironment): PreflightCheck {
  const state = devices.length ? 'pass' : hasWebUsb ? 'fail' : 'unknown';
  return check('permission', 'Accelerator seen and allowed', state, {
    remedy:
      'Plug an accelerator in, choose Connect and pick it. If the list stays empty, try another port and cable.',
  });
}

/** Who stands between browser and device differs from system to system; an access failure is how it shows. */
function driver({ devices, lastFailure, os }: PreflightEnvironment): PreflightCheck {
  const isDenied = lastFailure?.code === 'usb/access-denied';
  const state = isDenied ? 'fail' : devices.length ? 'pass' : 'unknown';
  if (os === 'windows') {
    return check('driver', 'WinUSB driver bound', state, {
      remedy:
        'Windows needs the WinUSB driver on both faces of the accelerator, 1a6e:089a and 18d1:9302: install the Edge TPU runtime, or bind WinUSB with Zadig. Then plug it in again.',
    });
  }
  if (os === 'linux') {
    return check('driver', 'udev rule in place', state, {
      remedy:
        'Save these lines as /etc/udev/rules.d/65-edgetpu-accelerator.rules, run "sudo udevadm control --reload-rules", then plug the accelerator in again.',
      copy: UDEV_RULE,
    });
  }
  return check('driver', 'System lets the browser in', state, {
    remedy: 'Close every program that uses the accelerator, then plug it in again.',
  });
}

function interfaceFree({ lastFailure, devices }: PreflightEnvironment): PreflightCheck {
  const isBusy = lastFailure?.code === 'usb/claim-busy';
  return check(
    'interface',
    'Not in use elsewhere',
    isBusy ? 'fail' : devices.length ? 'pass' : 'unknown',
    {
      remedy: 'Close the other tab or program that has it open, unplug it, and plug it in again.',
    },
  );
}

function firmware({ devices, hasFirmware }: PreflightEnvironment): PreflightCheck {
  const needsIt = devices.some((device) => stateOf(device) === 'needs-firmware');
  const state = !devices.length ? 'unknown' : needsIt && !hasFirmware ? 'fail' : 'pass';
  return check('firmware', 'Firmware at hand', state, {
    remedy:
      'Drop apex_latest_single_ep.bin or a driver library (libedgetpu.so.1.0, libedgetpu.1.0.dylib, edgetpu.dll) on the page. It is kept on this computer.',
  });
}

function usb3({ devices }: PreflightEnvironment): PreflightCheck {
  const running = devices.filter((device) => stateOf(device) === 'ready');
  const isSlow = running.some((device) => linkSpeedOf(device) === 'high');
  return check('usb3', 'USB 3 link', !running.length ? 'unknown' : isSlow ? 'warn' : 'pass', {
    remedy:
      'An accelerator runs at USB 2 speed, about a quarter of what it could do: use a blue (SuperSpeed) port and the cable that came with it.',
  });
}

function check(
  name: PreflightName,
  title: string,
  state: PreflightCheck['state'],
  advice: { readonly remedy: string; readonly copy?: string },
): PreflightCheck {
  const isFine = state === 'pass' || state === 'unknown';
  return {
    name,
    title,
    state,
    remedy: isFine ? null : advice.remedy,
    copy: isFine ? null : (advice.copy ?? null),
  };
}
