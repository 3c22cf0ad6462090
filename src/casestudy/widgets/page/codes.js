// Codes of plans, the same as casestudy.plans.sharing gives and reads: CS1- and base64url of a
// CRC-32 and a deflated JSON list: scenario, fingerprint, levers, assumptions.

import { deflateSync, inflateSync } from "fflate";

import { Refused } from "./numerals.js";

const VERSION = 1;
const START = `CS${VERSION}-`;
const LONGEST = 8000;
const LARGEST = 16000;
// What codes begin with a knowledge of; it is part of version 1.
const KNOWN = new TextEncoder().encode(
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
  '"supplier_owns_transit":0.5},{}]',
);

// The code of [scenario, fingerprint, levers, assumptions].
export function encode(said) {
  const text = new TextEncoder().encode(JSON.stringify(said));
  const packed = deflateSync(text, { level: 9, dictionary: KNOWN });
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
    const text = inflateSync(packed, { out: new Uint8Array(LARGEST), dictionary: KNOWN });
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
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
