// Numbers as people type them: 17 %, 1,234.5, € 3m, −0,5, about 12’500. As casestudy.text.numerals.

const SCALES = {
  k: 1e3, thousand: 1e3, m: 1e6, mn: 1e6, mio: 1e6, mln: 1e6, mill: 1e6, million: 1e6, millions: 1e6,
  b: 1e9, bn: 1e9, mrd: 1e9, billion: 1e9, billions: 1e9,
};
const PERCENT = ["%", "percent", "per cent", "pct", "point", "points", "pt", "pts", "pp", "percentage points"];
const SHARES = ["FRACTION", "FRACTION_PER_YEAR"];
const MONEY = ["MONEY", "MONEY_PER_YEAR"];
const TIMES = ["WEEKS", "MONTHS", "QUARTERS"];
const LONGEST = 80;
const NEAR = 30; // how many times larger or smaller than expected a number may be to be meant
const ABOUT = /^(?:[=~≈]|about\b|around\b|approximately\b|approx\b\.?|roughly\b|nearly\b|almost\b|circa\b|ca\.?(?=\s)|c\.)\s*/;
const EXACTLY = /^(?:exactly|precisely)\b\s*/; // what somebody writes who was asked
const BRACKETS = /^\( ?([^-+()][^()]*?) ?\)$/; // below zero in accounts, else just beside
const SHAPE = /^([+-]?) ?(\d[\d.,' ]*|[.,]\d+)(?:e([+-]?\d{1,3}))?/;

export class Refused extends Error {}

export function parser(data, say) {
  const { code, symbol, cents, first } = data.currency;
  const apart = /\p{L}$/u.test(symbol) ? "\u00a0" : "";
  const beside = (number) => (first ? `${symbol}${apart}${number}` : `${number}\u00a0${symbol}`);
  const example = (unit) => say(say.has(`example.${unit.toLowerCase()}`) ? `example.${unit.toLowerCase()}` : "example.other");

  return function parse(text, unit, size = 0) {
    const shown = text.length > 40 ? `${text.slice(0, 37)}…` : text;
    const expected = () => new Refused(say("typed.expected", { example: example(unit), given: shown }));
    if (text.length > LONGEST) throw expected();
    let bare = plain(text);
    let marked = false;
    if (MONEY.includes(unit)) {
      const own = [code.slice(0, 2) + symbol, code.slice(0, 1) + symbol, symbol, code]; // US$, U$, $, USD
      const known = [...own, ...symbol];
      const codes = bare.match(/(?<!\p{L})[A-Z]{3}(?!\p{L})/gu) ?? [];
      const signs = bare.match(/(?:(?<!\p{L})[A-Z]{1,2})?\p{Sc}/gu) ?? []; // 3 M$ are millions
      for (const mark of [...codes, ...signs]) {
        const scale = mark.slice(0, -1).toLowerCase();
        if (scale in SCALES && known.includes(mark.at(-1))) continue;
        if (!(mark.toLowerCase() in SCALES) && !known.includes(mark))
          throw new Refused(say("typed.other_currency", { symbol, given: mark }));
      }
      for (const mark of own) {
        const sign = mark.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
        const whole = /^\p{L}+$/u.test(mark) ? `(?<!\\p{L})${sign}(?!\\p{L})` : sign;
        const found = bare.match(new RegExp(whole, "iu"));
        if (!found) continue;
        const rest = `${bare.slice(0, found.index)} ${bare.slice(found.index + found[0].length)}`;
        [bare, marked] = [rest.split(/\s+/).filter(Boolean).join(" "), true];
        break;
      }
    }
    bare = bare.toLowerCase();
    const exactly = EXACTLY.test(bare);
    bare = bare.replace(EXACTLY, "").replace(ABOUT, "").replace(/^minus /, "-");
    const ambiguous = (one, other) => new Refused(say("typed.ambiguous", { given: shown.trim(), one, other }));
    const inside = BRACKETS.exec(bare);
    bare = inside?.[1] ?? bare;
    const found = SHAPE.exec(bare);
    const readings = found ? digits(found[2]) : [];
    if (!readings.length) throw expected();
    const rest = bare.slice(found[0].length).trim();
    const [power, scaled] = factor(rest, unit, expected);
    if (inside) throw ambiguous(`-${bare}`, bare);
    // By the digits: 1.45% is 0.0145, and not the number beside it that a division gives.
    const exponent = power + Number(found[3] ?? 0);
    const values = readings.map((reading) => Number(`${found[1]}${reading}e${exponent}`));
    if (!values.every(Number.isFinite)) throw expected();
    const value = meant(values, data.units[unit], unit, size, marked && !scaled && cents);
    if (value === undefined) {
      throw ambiguous(...readings.map((reading) => written(reading, found) + rest));
    }
    if (MONEY.includes(unit) && size && value && !scaled && !exactly && !found[3])
      for (const [word, letter, unitSize] of [["thousand", "k", 1e3], ["million", "m", 1e6], ["billion", "bn", 1e9]]) {
        const ratio = Math.abs(value * unitSize / size);
        if (Math.abs(value) < size / (NEAR * NEAR) && ratio >= 1 / NEAR && ratio <= NEAR)
          throw new Refused(say("typed.scale", { number: String(value), amount: beside(String(value)), word: say.common(`large.${word}`), letter }));
      }
    return value;
  };
}

const FULL_WIDTH = 0xfee0; // by which the full-width forms of ASCII lie behind it
const FULL_WIDTH_SIGNS = "¢£¬¯¦¥₩"; // from U+FFE0

// Text with the digits and signs of other scripts as usual, and single spaces. Unicode's NFKC would
// go too far: it makes 52 of 5².
function plain(text) {
  return text.replace(/\p{Cf}/gu, "")
    .replace(/[\u2212\u2010-\u2014\ufe63]/g, "-").replace(/[\u2019\u02bc_\u066c]/g, "'")
    .replaceAll("\u066b", ".").replace(/[\u066a\ufe6a]/g, "%")
    .replace(/\p{Nd}/gu, (digit) => {
      // The digits of a script follow one another from its zero, and some scripts one another.
      const point = digit.codePointAt(0);
      let zero = point;
      while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
      return String((point - zero) % 10);
    })
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - FULL_WIDTH))
    .replace(/[\uffe0-\uffe6]/g, (sign) => FULL_WIDTH_SIGNS[sign.charCodeAt(0) - 0xffe0])
    .replace(/\s+/g, " ").trim();
}

// A reading as it can be typed without a doubt: what still looks like a group gets one more zero.
function written(reading, [, sign, , power]) {
  const number = reading.includes(".") ? reading.replace(/\.?0+$/, "") : reading;
  const clear = digits(number).length > 1 ? `${number}0` : number;
  return `${sign === "-" ? sign : ""}${clear}${power ? `e${power}` : ""}`;
}

// What digits with separators can mean: nothing, one number, or two.
function digits(text) {
  text = text.replace(/[.,' ]+$/, "");
  if (/^\d+$/.test(text)) return [text];
  const readings = [];
  const single = /^(\d*)[.,](\d+)$/.exec(text);
  if (single) readings.push(`${single[1] || 0}.${single[2]}`);
  const grouped = /^(\d{1,3})([ ',.])\d{3}(?:\2\d{3})*(?:(?!\2)[.,](\d+))?$/.exec(text);
  if (grouped && !grouped[1].startsWith("0")) {
    const whole = grouped[3] ? text.slice(0, text.length - grouped[3].length - 1) : text;
    readings.push(whole.replace(/\D/g, "") + (grouped[3] ? `.${grouped[3]}` : ""));
  }
  return readings;
}

// By which power of ten the words behind a number multiply it, and whether they do.
function factor(rest, unit, expected) {
  rest = rest.replace(/(\b(a|per) |\/ ?)(year|yr|quarter)$|\bp\.? ?a\.?$/, "").trim().replace(/\.$/, "");
  if (PERCENT.includes(rest) && SHARES.includes(unit)) return [-2, true];
  if (rest in SCALES && !TIMES.includes(unit)) return [Math.round(Math.log10(SCALES[rest])), true];
  if (rest && !isWordOf(rest, unit)) throw expected();
  return [0, false];
}

const UNIT_WORDS = { COUNT: "products", PER_YEAR: "per year", INTENSITY: "times the programme" };

function isWordOf(rest, unit) {
  const word = UNIT_WORDS[unit] ?? unit.toLowerCase().replaceAll("_", " ");
  if ([word, word.replace(/s+$/, ""), "x", "times"].includes(rest)) return true;
  return !MONEY.includes(unit) && word.startsWith(rest);
}

function meant(values, limits, unit, size, coins) {
  if (values.length === 1) return values[0];
  const [decimal, thousands] = values;
  if (SHARES.includes(unit)) return decimal; // 12,500% would be 125 times the whole
  if (unit === "COUNT" || (MONEY.includes(unit) && coins)) return thousands;
  const [, low, high] = limits;
  const possible = values.filter((v) => MONEY.includes(unit) || (low <= v && v <= high));
  if (possible.length === 1) return possible[0];
  const likely = values.filter((v) => size && Math.abs(v / size) >= 1 / NEAR && Math.abs(v / size) <= NEAR);
  return likely.length === 1 ? likely[0] : undefined;
}

// Whether percent was surely meant where a share is far too large.
export function asPercent(value, unit, low, high) {
  return SHARES.includes(unit) && Math.abs(value) > 1 && !(low <= value && value <= high)
    && low <= value / 100 && value / 100 <= high;
}
