"""Findings of the history: sentences and titles that follow the numbers, whatever they say."""

from __future__ import annotations

from casestudy.analysis.bridges import Bridge
from casestudy.analysis.comparison import Comparison
from casestudy.analysis.history import Decline, Outlook, ProfitPool
from casestudy.case import Case
from casestudy.formats import listing, money, number, percent, points
from casestudy.text.prose import Prose, count, period, table


def decline(result: Decline) -> str:
    """Title: what happened to the line while its market moved."""
    line, market = result.growth("revenue"), result.growth("market")
    if line < 0 < market:
        return f"The market grows {percent(market)} a year, our line shrinks {percent(-line)}"
    if line < market:
        return f"Our line moves {percent(line, sign=True)} a year, its market {percent(market, sign=True)}"
    return (
        f"Our line keeps up: {percent(line, sign=True)} a year, market {percent(market, sign=True)}"
    )


def margin(result: Decline) -> str:
    """Title: what happened to the gross margin."""
    first, last = result.yearly["gross_margin"].iloc[[0, -1]]
    profit = result.yearly["gross_profit"]
    change = profit.iloc[-1] / profit.iloc[0] - 1.0
    verb = "falls" if last < first else "rises"
    return (
        f"Gross margin {verb} from {percent(first)} to {percent(last)}; "
        f"gross profit {percent(change, sign=True)}"
    )


def bridge(result: Bridge) -> str:
    """Title: the largest cause of the change."""
    change = result.end - result.start
    with_it = {k: v for k, v in result.steps.items() if v * change > 0}
    if not with_it:
        return f"{result.what.capitalize()} hardly changes"
    cause = max(with_it, key=lambda k: abs(with_it[k]))
    against = sum(v for v in result.steps.values() if v * change < 0)
    verb = "takes" if change < 0 else "adds"
    text = f"{cause.capitalize()} {verb} {money(abs(with_it[cause]), result.currency)}"
    if against and cause != next(iter(result.steps)) and len(result.steps) == 2:
        other = next(k for k, v in result.steps.items() if v * change < 0)
        gave = "gave" if change < 0 else "cost"
        return (
            f"{other.capitalize()} {gave} {money(abs(against), result.currency)}, {cause} {verb} "
            + (money(abs(with_it[cause]), result.currency))
        )
    return f"{text}, the most of {count(len(result.steps))} causes"


def profit_pool(result: ProfitPool) -> str:
    """Title: our share of the market and of its profit."""
    share, profit = result.of_us("share"), result.of_us("profit_share")
    if profit != profit:
        return "The market as a whole earns nothing"
    return f"We hold {percent(share)} of the market and {percent(profit)} of its profit"


def outlook(result: Outlook) -> str:
    """Title: where doing nothing leads."""
    change = result.future.iloc[-1] / result.past.iloc[-1] - 1.0
    gap = result.at_same_share.iloc[-1] - result.future.iloc[-1]
    verb = "loses" if change < 0 else "adds"
    text = f"Left alone, the line {verb} {percent(abs(change))} in five years"
    if gap > 0:
        text += f", {money(gap, result.currency)} below its old share"
    return text


# -- what a picture shows, for those who cannot see it --------------------------------------------


def describe_decline(result: Decline) -> str:
    """Words for the picture of line and market."""
    y = result.yearly
    return (
        f"Line chart from {y.index[0]} to {y.index[-1]}, first year 100. The market ends at "
        f"{number(y['market_index'].iloc[-1])}, our line at {number(y['line_index'].iloc[-1])}."
    )


def describe_margin(result: Decline) -> str:
    """Words for the picture of gross profit."""
    y = result.yearly
    first, last = y["gross_profit"].iloc[[0, -1]]
    return (
        f"Bar chart of gross profit by year, from {money(first, result.currency)} to "
        f"{money(last, result.currency)}; gross margin from {percent(y['gross_margin'].iloc[0], 1)} "
        f"to {percent(y['gross_margin'].iloc[-1], 1)}."
    )


def describe_bridge(result: Bridge) -> str:
    """Words for the picture of a bridge."""
    steps = [f"{k} {money(v, result.currency, sign=True)}" for k, v in result.steps.items()]
    return (
        f"Waterfall chart of {result.what} from {money(result.start, result.currency)} in "
        f"{result.years[0]} to {money(result.end, result.currency)} in {result.years[1]}: "
        f"{listing(steps)}."
    )


def describe_profit_pool(result: ProfitPool) -> str:
    """Words for the picture of the profit pool."""
    rows = [f"{r.name} {percent(r.share)} at {percent(r.margin)}" for r in result.rows.itertuples()]
    return f"Blocks of market share by operating margin: {listing(rows)}."


def describe_outlook(result: Outlook) -> str:
    """Words for the picture of the outlook."""
    return (
        f"Line chart of the line's revenue: {money(result.past.iloc[-1], result.currency)} in "
        f"{result.past.index[-1]}; {money(result.future.iloc[-1], result.currency)} in "
        f"{result.future.index[-1]} with nothing done, "
        f"{money(result.at_same_share.iloc[-1], result.currency)} with the share kept."
    )


# -- paragraphs -----------------------------------------------------------------------------------


def share_by_hand(case: Case, result: Decline) -> Prose:
    """The share of the first and the last year, step by step."""
    y, c = result.yearly, result.currency
    rows = [
        [
            str(year),
            money(y.loc[year, "revenue"], c),
            money(y.loc[year, "market"], c),
            percent(y.loc[year, "share"], 1),
        ]
        for year in (y.index[0], y.index[-1])
    ]
    first, last = y["share"].iloc[[0, -1]]
    kept = last / first
    ratio = (1 + result.growth("revenue")) / (1 + result.growth("market"))
    return Prose(
        "Share is our revenue divided by the market's:",
        table(["year", "our revenue", "÷ market revenue", "= share"], rows, right=[1, 2, 3]),
        f"Each year the share is multiplied by {number(ratio, 3)}, which is "
        f"{_factor(result.growth('revenue'))} ÷ {_factor(result.growth('market'))}. "
        f"{count(result.years).capitalize()} such years leave **{percent(kept)}** of the share "
        f"that {case.scenario.company.name} had.",
    )


def _factor(growth: float) -> str:
    return f"(1 {'−' if growth < 0 else '+'} {percent(abs(growth), 1)})"


def what_fell(case: Case, result: Decline) -> Prose:
    """How often revenue and profit fell, and how far."""
    y, c = result.yearly, result.currency
    revenue, profit = y["revenue"], y["profit"]
    first, last = y.index[0], y.index[-1]
    worse = (profit.iloc[-1] / profit.iloc[0]) < (revenue.iloc[-1] / revenue.iloc[0])
    return Prose(
        f"From {first} to {last} revenue of {case.scenario.line.name} fell in "
        f"{count(result.falls('revenue'))} of {count(result.years)} years, from "
        f"{money(revenue.iloc[0], c)} to {money(revenue.iloc[-1], c)}. Profit after the cost of "
        f"variety fell in {count(result.falls('profit'))}, from {money(profit.iloc[0], c)} to "
        f"{money(profit.iloc[-1], c)}. "
        + (
            "Profit fell faster than revenue: something eats the margin as well."
            if worse
            else "Profit held up better than revenue: the trouble is the volume, not the margin."
        )
    )


def what_ate_the_profit(case: Case, result: Bridge) -> Prose:
    """The bridge of gross profit in words."""
    c = result.currency
    ranked = sorted(result.steps.items(), key=lambda kv: kv[1])
    meaning = {
        "volume": "fewer units at the old mix and margin",
        "mix": "a shift between platforms with different margins",
        "price": "a lower realised price: discounts grew",
        "unit cost": "dearer material and labour, which prices did not recover",
        "variety": "more products to set up, handle and administer",
    }
    gain = {
        "volume": "more units at the old mix and margin",
        "mix": "a shift towards platforms with better margins",
        "price": "a higher realised price",
        "unit cost": "cheaper material and labour",
        "variety": "fewer products to set up, handle and administer",
    }
    rows = [[k, money(v, c, sign=True), (meaning if v < 0 else gain)[k]] for k, v in ranked]
    change = result.end - result.start
    volume = result.steps["volume"]
    share = volume / change if change else 0.0
    lesson = (
        f"Volume alone explains {percent(share)} of the change; the rest would have come even "
        "if not one customer had left."
        if 0 < share < 1
        else "Volume works the other way; price, cost, mix and variety decide here."
        if share <= 0
        else "Volume explains more than the whole change; the other causes together soften it."
    )
    return Prose(table(["cause", "change", "what it means"], rows, right=[1]), lesson)


def year_by_year(case: Case, each: tuple[Bridge, ...], whole: Bridge) -> Prose:
    """The bridge of gross profit, one year at a time, beside the one over all years."""
    c = whole.currency
    causes = list(whole.steps)
    rows = [
        [str(b.years[1]), *(money(b.steps[k], c, sign=True) for k in causes),
         money(b.end - b.start, c, sign=True)]
        for b in each
    ]  # fmt: skip
    total = {k: sum(b.steps[k] for b in each) for k in causes}
    change = whole.end - whole.start
    rows.append(["sum", *(money(total[k], c, sign=True) for k in causes),
                 money(change, c, sign=True)])  # fmt: skip
    rows.append(["at once", *(money(whole.steps[k], c, sign=True) for k in causes),
                 money(change, c, sign=True)])  # fmt: skip
    worst = min(each, key=lambda b: b.end - b.start)
    grown = {k: each[-1].steps[k] - each[0].steps[k] for k in causes}
    worse = min(grown, key=lambda k: grown[k])
    moved = max(causes, key=lambda k: abs(total[k] - whole.steps[k]))
    text = (
        f"The worst year was {worst.years[1]}. "
        if worst.end < worst.start
        else "No year was a bad one. "
    )
    text += (
        f"{_worsened(worse, each)}: a line that sees only the sum learns this too late. "
        if grown[worse] < 0
        else "No cause grew worse over the years. "
    )
    text += (
        f"The last two lines end at the same total by different steps; they differ most in {moved}, by "
        f"{money(abs(total[moved] - whole.steps[moved]), c)}. A bridge over several years prices every step at the old "
        "mix and margin, a chain of bridges at each year's own. Neither is wrong. Ask which one you are shown."
    )
    return Prose(table(["year", *causes, "change"], rows, right=range(1, len(causes) + 2)), text)


def _worsened(cause: str, each: tuple[Bridge, ...]) -> str:
    """What became of a cause between the first year and the last: of a loss, or of a gain."""
    first, last = each[0].steps[cause], each[-1].steps[cause]
    if last >= 0:
        return f"What shrank most from the first year to the last is the gain from {cause}"
    if first > 0:
        return (
            f"What turned most from the first year to the last, from a gain to a loss, is {cause}"
        )
    return f"The cause that grew most from the first year to the last is {cause}"


def who_took_it(case: Case, result: ProfitPool) -> Prose:
    """Who grows, and who earns."""
    rows = case.tables["competitors"]
    rivals = rows[rows["is_us"] == 0]
    fastest = rivals.loc[rivals["growth"].idxmax()]
    ours = rows[rows["is_us"] == 1].iloc[0]
    richest = result.rows.iloc[0]
    price = fastest["price_index"]
    how = (
        f"at prices {percent(1 - price)} below ours"
        if price < 0.98
        else f"at prices {percent(price - 1)} above ours"
        if price > 1.02
        else "at about our prices"
    )
    best = (
        f"**{richest['name']}** earns the best margin, {percent(richest['margin'])} against our "
        f"{percent(ours['margin'])}"
        if not richest["is_us"]
        else f"Our margin of {percent(ours['margin'])} is still the best in the market"
    )
    return Prose(
        f"**{fastest['name']}** grows fastest, {percent(fastest['growth'])} in the last year, {how}. "
        f"{best}. Low price is one way to win here; it is not the only one."
    )


def if_nothing_changes(case: Case, result: Outlook) -> Prose:
    """Next year, and the fifth, with nothing done."""
    c = result.currency
    next_year, fifth = result.future.iloc[0], result.future.iloc[-1]
    change = result.margin_next - result.margin_now
    return Prose(
        f"With nothing done, {result.future.index[0]} brings {money(next_year, c)} at a gross margin "
        f"of {percent(result.margin_next, 1)} ({points(change)}), and {result.future.index[-1]} "
        f"{money(fifth, c)}. The decline is continued from the history; the margin follows from "
        "cost that prices do not recover and from variety that a smaller line still carries.",
        "What the model takes for the years ahead, beside what the history says:",
        f"- Unit cost {_rose(result.cost_past)}. The model goes on with "
        f"{percent(result.cost_ahead, 1)}, the figure with which the reported margin comes out.\n"
        f"- The number of products {_went(result)} The model holds it"
        + (
            f", which is kind to doing nothing: had it gone on, variety would cost {money(result.variety_left_out, c)} more in the fifth year."
            if result.variety_left_out > 0
            else "."
        ),
    )


def _rose(rate: float) -> str:
    if abs(rate) < 0.0005:
        return "kept pace with prices"
    return f"rose by {percent(abs(rate), 1)} a year {'more' if rate > 0 else 'less'} than prices"


def _went(result: Outlook) -> str:
    rate = result.products_past
    if abs(rate) < 0.001:
        return "stayed as it was."
    return f"{'rose' if rate > 0 else 'fell'} by {percent(abs(rate), 1)} a year."


def was_it_a_turnaround(case: Case, result: Comparison) -> Prose:
    """What came of the programme, against four measures."""
    h, idle = result.happened.headlines, result.idle.headlines
    growth, share = float(h.revenue_growth), float(h.share)
    against_idle = (1 + growth) / (1 + float(idle.revenue_growth)) - 1
    first, last = result.window
    window = slice(first - 1, last)
    series = result.happened.series
    yearly_market = case.line_revenue / result.base_share
    market = float(series.market[window].sum()) / yearly_market - 1
    kept = share / result.base_share - 1
    end = float(series.share[-4:].mean()) / result.base_share - 1
    rows = [
        ["against the year before the programme", percent(growth, sign=True), _verdict(growth)],
        ["against doing nothing", percent(against_idle, sign=True), _verdict(against_idle)],
        [f"against the market ({percent(market, sign=True)})", percent(kept, sign=True) + " of share",
         _verdict(kept)],
        ["share in the fifth year, against before", percent(end, sign=True), _verdict(end)],
    ]  # fmt: skip
    verdicts = {row[2] for row in rows}
    close = (
        "The same programme passes one measure and fails another. Whoever sets the measure "
        "decides the verdict: agree on it before the programme starts."
        if len(verdicts) > 1
        else "All measures agree here. That is rare: agree on the measure before you start."
    )
    head = ["measure", f"result in {period(first, last)}", "turned?"]
    return Prose(table(head, rows, right=[1]), close)


def _verdict(value: float) -> str:
    return "yes" if value > 0.005 else "no" if value < -0.005 else "level"


def summary(case: Case, result: Decline, bridge_result: Bridge) -> Prose:
    """Three things to take along."""
    y = result.yearly
    worst = min(bridge_result.steps, key=bridge_result.steps.get)
    return Prose(
        f"- {decline(result)}: the share fell from {percent(y['share'].iloc[0])} to "
        f"{percent(y['share'].iloc[-1])}.\n"
        f"- {margin(result)}. The largest single cause is {worst}.\n"
        "- A growing market hides a decline in nobody's accounts: only the share shows it."
    )
