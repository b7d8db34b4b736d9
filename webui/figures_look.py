"""How figures, tables and months look."""

from __future__ import annotations

CSS = """
<style>
h1.sc-title { padding: 0; }
.sc-figures { display: flex; flex-wrap: wrap; gap: .4rem 2.2rem; }
.sc-figures b { display: block; font-size: 1.7rem; font-weight: 650; line-height: 1.25; white-space: nowrap; }
.sc-figures span { color: #52656c; font-size: .88rem; }
.sc-scroll { overflow: auto; max-height: 70vh; }
.sc-table { border-collapse: collapse; width: 100%; font-size: .95rem; margin: 0; }
.sc-table th { text-align: left; font-weight: 600; font-size: .82rem; color: #52656c; }
.sc-table th, .sc-table td { border: 0; border-bottom: 1px solid #e4ebed; padding: .32rem .5rem; }
.sc-table td { overflow-wrap: anywhere; }
.sc-table .sc-number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.sc-bars td:first-child { min-width: 6.5rem; overflow-wrap: break-word; }
.sc-bar-cell { width: 34%; min-width: 2.5rem; }
.sc-bar { height: .8rem; min-width: 1px; background: #2b8499; border-radius: 0 3px 3px 0; }
.sc-bar.sc-below { background: #c4762c; }
.sc-field span { color: #52656c; font-size: .88rem; }
.sc-problem { color: #8a4b00; border-left: 3px solid #e0a000; padding: .1rem .6rem; font-size: .92rem;
  overflow-wrap: anywhere; }
[class*="st-key-bill-field-"] button { min-height: 1.9rem; padding: 0 .45rem; text-align: left; }
[class*="st-key-fact-"] button { justify-content: flex-start; text-align: left; min-height: 1.9rem;
  padding: .15rem .45rem; }
.st-key-bill-fields { gap: .15rem; }
/* Streamlit's own file of a table knows no guard against formulas: ours has a button. */
[data-testid="stElementContainer"]:has([data-testid="stDataFrame"]) [data-testid="stElementToolbar"] { display: none; }
.sc-due { overflow-wrap: anywhere; }
.sc-steps { margin: 0; padding-left: 1.2rem; line-height: 1.5; overflow-wrap: anywhere; }
.sc-month { border-collapse: collapse; width: 100%; table-layout: fixed; }
.sc-month caption { caption-side: top; font-weight: 650; text-align: left; padding: .3rem 0; color: #1d2b30;
  font-size: 1.05rem; }
.sc-month th { font-weight: 600; font-size: .8rem; color: #52656c; text-align: left; padding: .2rem .35rem; border: 0; }
.sc-month td { border: 1px solid #d5dfe2; vertical-align: top; height: 4.6rem; padding: .2rem; background: #fff; }
.sc-month td.sc-today { outline: 2px solid #0f5c6e; outline-offset: -2px; }
.sc-day { font-size: .8rem; color: #52656c; }
.sc-event { font-size: .78rem; line-height: 1.25; border-radius: 4px; padding: .1rem .3rem; margin-top: .15rem;
  overflow: hidden; overflow-wrap: anywhere; max-height: 2.6rem; }
.sc-event.sc-notice { background: #fde8d4; color: #6d3b00; }
.sc-event.sc-end { background: #dcebee; color: #0f4654; }
@media (max-width: 640px) {
  .sc-figures b { font-size: 1.35rem; }
  .sc-bar-cell { width: 15%; min-width: 1.5rem; }
  .sc-month td { height: 3rem; padding: .1rem .15rem; }
  /* The list under the month names what a phone has no room for. */
  .sc-event { font-size: 0; height: .5rem; padding: 0; }
}
</style>
"""
