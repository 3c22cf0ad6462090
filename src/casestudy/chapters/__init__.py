"""The chapters of the case, a folder each: facts, pictures, words and exercises."""

# The folder of each notebook.
CHAPTERS = {
    "00_start_here": "start",
    "01_the_decline": "history",
    "02_who_leads": "leadership",
    "03_where_to_win": "positioning",
    "04_too_many_products": "assortment",
    "05_price": "price",
    "06_partner": "partner",
    "07_launch": "launch",
    "08_supply_chain": "supply",
    "09_what_if": "what_if",
    "10_how_sure": "how_sure",
    "11_board_paper": "board",
}
