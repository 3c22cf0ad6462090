// Codes of plans, the same as casestudy.plans.sharing gives and reads: CS1- and base64url of a
// CRC-32 and a deflated JSON list: scenario, fingerprint, levers, assumptions.

import { Refused } from "./numerals.js";

const VERSION = 1;
const START = `CS${VERSION}-`;
const LONGEST = 8000;
const LARGEST = 16000;
// What the codes that Python gives begin with a knowledge of; it is part of version 1.
const KNOWN =
  '"discount_rate":"write_off_rate":"sku_exit_cost":"pricing_cost":"marketing_cost":' +
  '"selling_cost":"tooling_cost":"integration_cost":"partner_cost":"mentoring_cost":' +
  '"launch_cost":"development_cost":"research_cost":"offshore_quarters":"offshore_start":' +
  '"commercial_quarters":"pruning_quarters":"demand_correlation":"demand_variability":' +
  '"work_in_process":"offshore_order_quantity":"domestic_order_quantity":"safety_factor":' +
  '"review_period":"offshore_lead_time_sd":"domestic_lead_time_sd":"offshore_lead_time":' +
  '"domestic_lead_time":"transit_premium":"offshore_extra_cost":"quoted_saving":' +
  '"freed_cost_taken_out":"variety_cost_doubling":"complexity_sga_share":' +
  '"complexity_cogs_share":"unrecovered_inflation":"launch_delay":"launch_skus":' +
  '"new_product_unit_cost":"bass_imitation":"bass_innovation":"new_product_utility":' +
  '"marketing_utility":"selling_utility":"demand_recapture":"price_elasticity":' +
  '"market_growth":"random"}"platform"}"contribution"}"margin_tail"}' +
  '["packaging","["turnaround","{"launch":1.0,"marketing":1.0,"mentoring":1.0,' +
  '"offshore_share":0.,"partner_development":1.0,"price_change":0.0,' +
  '"pruning_rule":,"research":1.0,"retired_share":0.,"selling":1.0,' +
  '"supplier_owns_transit":0.5},{}]';

// The code of [scenario, fingerprint, levers, assumptions]: one stored block, which any reader takes.
export function encode(said) {
  const text = new TextEncoder().encode(JSON.stringify(said));
  const n = text.length;
  const packed = new Uint8Array(n + 5);
  packed.set([1, n & 255, n >> 8, ~n & 255, (~n >> 8) & 255]);
  packed.set(text, 5);
  const check = crc(packed);
  const bytes = [check >>> 24, (check >>> 16) & 255, (check >>> 8) & 255, check & 255, ...packed];
  return START + btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function decode(given, say) {
  let code = String(given).slice(0, 4 * LONGEST).replace(/\s+/g, "").replace(/^["'`“”„‘’«»]+|["'`“”„‘’«»]+$/g, "");
  code = /[?&#]plan=([^&#]*)/.exec(code)?.[1] ?? code;
  const version = /^CS(\d{1,4})-/.exec(code);
  const shown = code.length > 40 ? `${code.slice(0, 37)}…` : code;
  if (version && Number(version[1]) > VERSION) throw new Refused(say("code.newer", { start: version[0], ours: START }));
  if (!code.startsWith(START)) throw new Refused(say("code.expected", { start: START, given: shown }));
  const said = code.length <= LONGEST ? unpacked(code.slice(START.length).replace(/=+$/, "")) : undefined;
  const whole = Array.isArray(said) && said.length === 4 && typeof said[0] === "string"
    && typeof said[1] === "string" && isRecord(said[2]) && isRecord(said[3]);
  if (!whole) throw new Refused(say("code.damaged", { start: START }));
  return { scenario: said[0], fingerprint: said[1], levers: said[2], assumptions: said[3] };
}

const isRecord = (value) => value !== null && typeof value === "object" && !Array.isArray(value)
  && Object.keys(value).every((name) => /^[a-z_]{1,60}$/.test(name));

function unpacked(body) {
  if (!/^[\w-]+$/.test(body)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(body.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const packed = bytes.subarray(4);
    if (new DataView(bytes.buffer).getUint32(0) !== crc(packed)) return undefined;
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(inflate(packed)));
  } catch { return undefined; }
}

function crc(bytes) {
  let value = ~VERSION;
  for (const byte of bytes) {
    value ^= byte;
    for (let i = 0; i < 8; i += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

// RFC 1951, with the known words before the first byte.
const BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const FAR = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

function inflate(bytes) {
  const out = [...new TextEncoder().encode(KNOWN)];
  const begin = out.length;
  let at = 0;
  const bit = () => {
    if (at >= 8 * bytes.length) throw new RangeError("cut");
    const value = (bytes[at >> 3] >> (at & 7)) & 1;
    at += 1;
    return value;
  };
  const bits = (count) => { let v = 0; for (let i = 0; i < count; i += 1) v |= bit() << i; return v; };
  const tree = (lengths) => {
    const table = new Map();
    let code = 0;
    for (let length = 1; length < 16; length += 1) {
      code <<= 1;
      lengths.forEach((l, symbol) => { if (l === length) { table.set((length << 16) | code, symbol); code += 1; } });
    }
    return () => {
      for (let length = 1, read = 0; length < 16; length += 1) {
        read = (read << 1) | bit();
        const symbol = table.get((length << 16) | read);
        if (symbol !== undefined) return symbol;
      }
      throw new RangeError("no code");
    };
  };
  for (let last = 0; !last;) {
    last = bit();
    const kind = bits(2);
    if (kind === 0) {
      at = (at + 7) & ~7;
      const count = bits(16);
      if (bits(16) !== (~count & 0xffff)) throw new RangeError("length");
      for (let i = 0; i < count; i += 1) out.push(bits(8));
    } else {
      let letters, distances;
      if (kind === 1) {
        const l = (n) => (n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8);
        [letters, distances] = [tree(Array.from({ length: 288 }, (_, n) => l(n))), tree(Array(30).fill(5))];
      } else if (kind === 2) {
        const [n, m, k] = [bits(5) + 257, bits(5) + 1, bits(4) + 4];
        const lengths = Array(19).fill(0);
        for (let i = 0; i < k; i += 1) lengths[ORDER[i]] = bits(3);
        const next = tree(lengths);
        const all = [];
        while (all.length < n + m) {
          const s = next();
          if (s < 16) all.push(s);
          else if (s === 16) all.push(...Array(3 + bits(2)).fill(all.at(-1)));
          else all.push(...Array(s === 17 ? 3 + bits(3) : 11 + bits(7)).fill(0));
        }
        [letters, distances] = [tree(all.slice(0, n)), tree(all.slice(n))];
      } else throw new RangeError("kind");
      for (let s = letters(); s !== 256; s = letters()) {
        if (s < 256) out.push(s);
        else {
          const length = BASE[s - 257] + bits(EXTRA[s - 257]);
          const d = distances();
          const back = FAR[d] + bits(d < 4 ? 0 : (d >> 1) - 1);
          if (!(back <= out.length)) throw new RangeError("back");
          for (let i = 0; i < length; i += 1) out.push(out[out.length - back]);
        }
        if (out.length - begin > LARGEST) throw new RangeError("large");
      }
    }
  }
  return Uint8Array.from(out.slice(begin));
}
