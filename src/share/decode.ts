// A link's fragment to the result that it holds. Links are hostile input: every list is bounded and every number checked
// before anything is made of it.
import { Inflate } from 'fflate';
import { catchFailure, fail, FailureError, type Result } from '../base/index.ts';
import { fromBase64Url } from './base64url.ts';
import { damaged, fieldsOf, type Fields } from './read-fields.ts';
import { readWire } from './read-wire.ts';
import { LINK_VERSION } from './types.ts';
import type { SharedResult } from './types.ts';

/** A fragment longer than this is no link of ours. */
const MAX_FRAGMENT_CHARACTERS = 16_384;
/** Deflated text can grow a thousandfold; a link's never does. */
const MAX_INFLATED_BYTES = 131_072;

/** True when a URL fragment (without `#`) means to be a result link of any version. */
export function isResultLink(fragment: string): boolean {
  return /^v\d+\./.test(fragment);
}

/**
 * Reads the fragment of a result link, without the `#`. Fails with `share/newer-version`, `share/not-a-link` or
 * `share/damaged`.
 */
export function decodeLink(fragment: string): Result<SharedResult> {
  const [, version, payload] = /^v(\d{1,4})\.(.*)$/s.exec(fragment) ?? [];
  if (version === undefined || payload === undefined || fragment.length > MAX_FRAGMENT_CHARACTERS) {
    return fail({
      code: 'share/not-a-link',
      message: 'This address does not hold a result of Reef.',
      hint: 'Open Reef without it, or ask for the link again.',
    });
  }
  if (Number(version) !== LINK_VERSION) {
    return fail({
      code: 'share/newer-version',
      message: `This link was made by another version of Reef (link version ${version}; this one reads ${LINK_VERSION}).`,
      hint: 'Open it with the newest Reef, or ask for a link from this version.',
      details: { version: Number(version) },
    });
  }
  return catchFailure(() => readWire(parse(payload)));
}

function parse(payload: string): Fields {
  const deflated = fromBase64Url(payload);
  const inflated = deflated === null ? null : inflateBounded(deflated);
  if (inflated === null) throw damaged('its text');
  try {
    return fieldsOf(
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(inflated)),
      'its content',
    );
  } catch (error) {
    if (error instanceof FailureError) throw error;
    throw damaged('its content');
  }
}

function inflateBounded(deflated: Uint8Array): Uint8Array | null {
  const parts: Uint8Array[] = [];
  let length = 0;
  const inflate = new Inflate((part) => {
    length += part.length;
    if (length > MAX_INFLATED_BYTES) throw damaged('its size');
    parts.push(part);
  });
  try {
    inflate.push(deflated, true);
  } catch {
    // Damaged or too large: either way no link of ours.
    return null;
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
