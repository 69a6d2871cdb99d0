// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/page/simulation_style.h"

namespace winnow::simulation {

void WriteSimulationStyle(release::HtmlText& html) {
  html.Tag(R"(<style>
:root{--accent:#0a58a6;--accent-band:#0a58a62e;--plain-band:#565d6624}
@media (prefers-color-scheme:dark){:root{--accent:#86bdf5;--accent-band:#86bdf53a;--plain-band:#a6aeb72e}}
@media print{:root{--accent:#0a3a70;--accent-band:#0a3a7026;--plain-band:#44444420}}
h2,h3,caption,figcaption,nav li{overflow-wrap:anywhere}
caption{max-width:calc(100vw - 2rem)}
.banner .big{font-size:1.15rem}
tr.group th{padding-top:1rem;color:var(--soft);overflow-wrap:anywhere}
tr.ours th,tr.ours td{background:var(--band)}
.pairs{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr));gap:1rem 1.5rem}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,10.5rem),1fr));gap:1rem}
.pairs figcaption,.panels figcaption{font-weight:600;color:var(--ink);font-size:.9em}
.curves{display:block;width:100%;max-width:36rem;height:auto}
.panel{display:block;width:100%;max-width:15rem;height:auto}
.curves text,.panel text{font-size:11px;fill:var(--soft);font-variant-numeric:tabular-nums}
.panel text{font-size:10px}
.curves .side,.panel .side{text-anchor:end}
.curves .below,.panel .below{text-anchor:middle}
.curves .name{font-size:11.5px}
.curves .name.shipped{fill:var(--accent);font-weight:700}
.curves .name.reference{fill:var(--ink);font-weight:700}
.grid{stroke:var(--rule)}
.edge,.leader{stroke:var(--soft)}
.leader{stroke-width:.5}
.line{fill:none;stroke:var(--soft);stroke-width:1}
.line.shipped{stroke:var(--accent);stroke-width:2.5}
.line.reference{stroke:var(--ink);stroke-width:1.75;stroke-dasharray:5 3}
.panel .line.other{stroke:var(--accent);stroke-width:1.75}
.panel .line.reference{stroke-width:1.25}
.dot{fill:var(--soft)}
.dot.shipped,.panel .dot.other{fill:var(--accent)}
.dot.reference{fill:var(--page);stroke:var(--ink);stroke-width:1.5}
.range{fill:var(--plain-band)}
.range.shipped,.panel .range.other{fill:var(--accent-band)}
.forest .limit{stroke:var(--ink);stroke-dasharray:4 3}
.forest .head{fill:var(--soft);font-size:11px}
.forest .block .interval,.forest .block .point{stroke:var(--accent)}
.forest .block .point{fill:var(--accent)}
.forest .pass .interval,.forest .pass .point{stroke:var(--soft)}
.forest .pass .point{fill:var(--page)}
@media (min-width:60rem){#figures tbody tr:not(.group) th{position:sticky;left:0;background:var(--page)}#figures tbody tr.ours th{background:var(--band)}}
@media print{.pairs figure,.panels figure{break-inside:avoid}#figures table{font-size:4.8pt}#figures th,#figures td{padding-right:.1rem}}
</style>
)");
}

}  // namespace winnow::simulation
