// What the page says, and how it writes figures: in the reader's own format.

const ROOM = 7; // letters in the field of a number
const SHARES = ["FRACTION", "FRACTION_PER_YEAR"];
const MONEY = ["MONEY", "MONEY_PER_YEAR"];
const NOUNS = {
  WEEKS: "weeks", MONTHS: "months", QUARTERS: "quarters", COUNT: "products",
  INTENSITY: "programmes", PER_YEAR: "per_year",
};

export function speaker(words) {
  const say = (piece, names = {}) =>
    (words[piece] ?? piece).replace(/\{(\w+)\}/g, (whole, name) => names[name] ?? whole);
  say.common = say; // what the workbook says elsewhere too
  say.has = (piece) => piece in words;
  return say;
}

export function formats(data, say, locale) {
  const kept = new Map();
  const minus = (text) => text.replace("-", "\u2212");
  // One formatter for each way of writing: making one takes longer than a picture.
  const written = (value, digits, { percent = false, sign = false, most = digits, grouped = true } = {}) => {
    const key = `${digits} ${most} ${percent} ${sign} ${grouped}`;
    if (!kept.has(key)) {
      const options = { minimumFractionDigits: digits, maximumFractionDigits: most,
        useGrouping: grouped, style: percent ? "percent" : "decimal", signDisplay: sign ? "exceptZero" : "negative" };
      try { kept.set(key, new Intl.NumberFormat(locale, options)); }
      catch { kept.set(key, new Intl.NumberFormat("en", options)); }
    }
    return minus(kept.get(key).format(value));
  };
  const number = (value, digits = 0, sign = false) => written(value, digits, { sign });
  const percent = (value, digits = 0, sign = false) => written(value, digits, { percent: true, sign });
  const noun = (name, text) => say.common(`noun.${name}_${text === "1" ? "one" : "other"}`);
  const points = (value, digits = 1, sign = true, unit = true) => {
    const text = number(100 * value, digits, sign);
    return unit ? `${text} ${noun("points", text.replace(/^[+\u2212]/, ""))}` : text;
  };
  const { symbol, first } = data.currency;
  const apart = /\p{L}$/u.test(symbol) ? "\u00a0" : "";
  const beside = (text) => (first ? symbol + apart + text : `${text}\u00a0${symbol}`);
  const money = (value, sign = false, short = false, whole = false) => {
    const size = Math.abs(value);
    let text;
    const [word, unit] = [["billion", 1e9], ["million", 1e6]].find(([, u]) => size >= 0.9995 * u) ?? [];
    if (word && !whole) text = written(size / unit, 0, { most: 1 }) + (short ? say(`short.${word}`) : ` ${say.common(`large.${word}`)}`);
    else {
      const step = size >= 1 ? 10 ** Math.max(0, Math.floor(Math.log10(size)) - 2) : 1;
      text = size >= 10 || size === 0 ? number(Math.round(size / step) * step) : number(size, 2);
    }
    const mark = value < 0 ? "\u2212" : sign && value > 0 ? "+" : "";
    return mark + beside(text);
  };
  const digitsOf = (value) => [0, 1].find((d) => Math.abs(value - Number(value.toFixed(d))) < 1e-9) ?? 2;
  const quantity = (value, unit) => {
    if (SHARES.includes(unit)) {
      const text = percent(value, digitsOf(100 * value));
      return unit === "FRACTION" ? text : `${text} ${say("yearly")}`;
    }
    if (MONEY.includes(unit)) return unit === "MONEY" ? money(value) : `${money(value)} ${say("yearly")}`;
    const text = number(value, digitsOf(value));
    return unit in NOUNS ? `${text} ${noun(NOUNS[unit], text)}` : text;
  };
  const headline = (name, value, short = false) => {
    if (name === "margin_points") return points(value, 1, true, !short);
    if (name === "programme_cost" || name === "npv") return money(value, name === "npv", short);
    if (name === "inventory_turns") return number(value, 1);
    if (name === "share") return percent(value, 1);
    return percent(name === "complexity_reduction" ? -value : value, 1, true);
  };
  const change = (name, value, unit = true) => {
    if (name === "npv" || name === "programme_cost") return money(value, true);
    return name === "inventory_turns" ? number(value, 2, true) : points(value, 1, true, unit);
  };
  // A target as short as it can be said: there is little room beside a figure.
  const target = (name, value) => {
    const digits = digitsOf(100 * value);
    if (name === "margin_points") return points(value, digits, true, false);
    return percent(name === "complexity_reduction" ? -value : value, digits, true);
  };
  // A measure before or after all causes, not a change of it.
  const level = (name, value) => {
    if (name === "npv" || name === "margin_points") return headline(name, value);
    return name === "inventory_turns" ? number(value, 1) : percent(value, 1);
  };
  // As people type it, with the digits that matter.
  // As much of a number as its field has room for; what was typed stays as it was.
  const typed = (value, unit) => {
    const share = SHARES.includes(unit);
    const to = (precision) => {
      const shown = Number((share ? 100 * value : value).toPrecision(precision));
      const digits = Math.min(10, (String(shown).split(".")[1] ?? "").length);
      return written(share ? shown / 100 : shown, digits, { percent: share, grouped: false });
    };
    return [6, 5, 4].map(to).find((text) => text.length <= ROOM) ?? to(4);
  };
  // Divisor and unit of an axis of money.
  const moneyAxis = (largest) => {
    for (const [word, unit] of [["billion", 1e9], ["million", 1e6], ["thousand", 1e3]])
      if (Math.abs(largest) >= unit) return [unit, `${say.common(`large.${word}`)} ${symbol}`];
    return [1, symbol];
  };
  const listing = (items) => {
    try { return new Intl.ListFormat(data.language, { type: "conjunction" }).format(items); }
    catch { return items.join(", "); }
  };
  return { number, percent, points, money, quantity, headline, target, change, level, typed, moneyAxis, listing };
}
