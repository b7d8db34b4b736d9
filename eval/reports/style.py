"""The style sheet of a report: light and dark, wide and narrow, nothing loaded."""

from __future__ import annotations

from eval.reports.plots import COLOURS

_SYSTEMS = "\n".join(f".s{number} {{ color: {colour}; }}" for number, colour in enumerate(COLOURS))

STYLE = f"""
:root {{
  color-scheme: light dark;
  --ink: #1b2026; --soft: #5b6570; --paper: #fbfbfa; --card: #ffffff; --line: #d9dde1;
  --good: #17734b; --bad: #b3261e; --fair: #8a5a00; --tint: #f0f2f4;
}}
@media (prefers-color-scheme: dark) {{
  :root {{
    --ink: #e7eaee; --soft: #9aa5b1; --paper: #14171a; --card: #1c2024; --line: #343a41;
    --good: #5fcf9b; --bad: #ff8a80; --fair: #f0bd62; --tint: #23282e;
  }}
}}
* {{ box-sizing: border-box; }}
body {{
  margin: 0 auto; padding: 1rem; max-width: 72rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; overflow-wrap: break-word;
}}
h1 {{ font-size: 1.7rem; line-height: 1.2; margin: .5rem 0; }}
h2 {{ font-size: 1.35rem; margin: 2.5rem 0 .5rem; padding-top: 1rem; border-top: 2px solid var(--line); }}
h3 {{ font-size: 1.05rem; margin: 1.75rem 0 .5rem; }}
p {{ margin: .4rem 0; }}
.soft {{ color: var(--soft); font-size: .9rem; }}
table {{ border-collapse: collapse; width: 100%; background: var(--card); font-size: .9rem; }}
caption {{ text-align: left; color: var(--soft); padding: .25rem 0; }}
th, td {{ text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }}
tbody th {{ min-width: 11rem; }}
thead th {{ color: var(--soft); font-weight: 600; border-bottom: 2px solid var(--line); }}
.value {{ font-weight: 650; white-space: nowrap; font-variant-numeric: tabular-nums; }}
.within {{ color: var(--soft); display: inline-block; font-size: .82rem; font-variant-numeric: tabular-nums; }}
.scroll {{ overflow-x: auto; }}
.legend, h1, h2, h4, tbody th {{ overflow-wrap: anywhere; }}
.legend {{ list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; margin: .5rem 0; }}
.plots {{
  display: grid; grid-template-columns: repeat(auto-fill, minmax(min(27rem, 100%), 1fr)); gap: 1rem; align-items: start;
}}
figure {{ margin: 0; padding: .75rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }}
figcaption {{ font-weight: 600; font-size: .92rem; margin-bottom: .5rem; }}
svg {{ display: block; width: 100%; height: auto; max-width: 36rem; overflow: visible; stroke-linejoin: round; }}
svg text {{ font-family: inherit; }}
details {{ background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin: .4rem 0; }}
summary {{ padding: .5rem .75rem; cursor: pointer; }}
details > :not(summary) {{ margin-left: .75rem; margin-right: .75rem; }}
details > :last-child {{ margin-bottom: .75rem; }}
.chips {{ display: flex; flex-wrap: wrap; gap: .3rem; margin: .25rem 0 0; }}
.chip {{
  border: 1px solid currentColor; border-radius: 1rem; padding: 0 .55rem; font-size: .8rem; white-space: normal;
}}
.right {{ color: var(--good); }} .invented, .wrong {{ color: var(--bad); }} .source, .refused {{ color: var(--fair); }}
.answer {{ border-left: 3px solid var(--line); padding: .1rem 0 .1rem .75rem; margin-top: .75rem; }}
.answer h4 {{ margin: 0; font-size: .92rem; }}
.question, .soft, td {{ overflow-wrap: anywhere; }}
.answer ul {{ margin: .25rem 0; padding-left: 1.1rem; }}
.place {{ color: var(--soft); font-size: .85rem; }}
.withheld {{ color: var(--soft); text-decoration: line-through; }}
q, .quote {{ font-style: italic; }}
fieldset {{
  display: inline-flex; flex-wrap: wrap; gap: .2rem 1rem; border: 1px solid var(--line); border-radius: 8px;
  margin: .4rem .6rem .4rem 0; padding: .35rem .75rem; font-size: .9rem; min-width: 0; max-width: 100%;
}}
legend {{ color: var(--soft); padding: 0 .3rem; }}
label, legend {{ overflow-wrap: anywhere; }}
.list:has(.f-fault:checked) .question:not(.fault) {{ display: none; }}
.list:has(.f-first:checked) .question:not(.first) {{ display: none; }}
.list:has(.f-invented:checked) .question:not(.has-invented) {{ display: none; }}
.list:has(.f-fr:checked) .question:not(.l-fr) {{ display: none; }}
.list:has(.f-en:checked) .question:not(.l-en) {{ display: none; }}
{_SYSTEMS}
@media (max-width: 45rem) {{
  body {{ padding: .6rem; }}
  .stack thead {{ display: none; }}
  .stack, .stack tbody, .stack tr, .stack th, .stack td {{ display: block; }}
  .stack tr {{ padding: .5rem .6rem; border-bottom: 1px solid var(--line); }}
  .stack th, .stack td {{ border: 0; min-width: 0; padding: .1rem 0; }}
  .stack td {{ display: flex; flex-wrap: wrap; justify-content: space-between; column-gap: .75rem; }}
  .stack td::before {{ content: attr(data-label); color: var(--soft); flex: 1 1 8rem; }}
}}
@media print {{ fieldset {{ display: none; }} }}
"""
