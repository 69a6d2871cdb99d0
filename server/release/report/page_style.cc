// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/page_style.h"

namespace winnow::release {
namespace {

// Every colour of a text has a contrast of 4.5 to 1 or more with what is behind it.
constexpr char kColours[] = R"(<style>
:root{color-scheme:light dark;--page:#ffffff;--ink:#1b1f24;--soft:#565d66;--rule:#d4d8dd;--band:#f4f6f8;
--pass:#0b6b3a;--block:#b3261e;--undecided:#7a4f00;--link:#0a58a6;--pass-back:#e7f4ec;--block-back:#fbeae8;
--undecided-back:#fbf2df;--plain-back:#eef1f4;--frame:#c3ccd6}
@media (prefers-color-scheme:dark){:root{--page:#14171a;--ink:#e6e8ea;--soft:#a6aeb7;--rule:#3a4149;
--band:#1c2126;--pass:#74d49d;--block:#ff9c91;--undecided:#f0bd57;--link:#86bdf5;--pass-back:#12291c;
--block-back:#331a18;--undecided-back:#2e2510;--plain-back:#20262c;--frame:#4b5560}}
@media print{:root{--page:#ffffff;--ink:#000000;--soft:#444444;--rule:#bbbbbb;--band:#f4f4f4;--pass:#0b6b3a;
--block:#b3261e;--undecided:#7a4f00;--link:#000000;--pass-back:#ffffff;--block-back:#ffffff;
--undecided-back:#ffffff;--plain-back:#ffffff;--frame:#c3ccd6}}
)";

constexpr char kText[] = R"(*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,"Segoe UI",Roboto,"Liberation Sans","DejaVu Sans",sans-serif}
main{max-width:76rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.7rem;line-height:1.2;margin:0;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:2.5rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--rule)}
h3{font-size:1rem;margin:1.5rem 0 .5rem}
p{margin:.5rem 0;max-width:52rem;overflow-wrap:anywhere}
a{color:var(--link)}
code{font:.9em ui-monospace,"Liberation Mono","DejaVu Sans Mono",monospace}
.small{font-size:.85em;color:var(--soft)}
.pair{color:var(--soft);margin:.25rem 0 1rem}
.banner{border:1px solid var(--rule);border-left:.5rem solid var(--soft);background:var(--plain-back);padding:.75rem 1rem;border-radius:.25rem}
.banner.pass{border-left-color:var(--pass);background:var(--pass-back)}
.banner.block{border-left-color:var(--block);background:var(--block-back)}
.banner.undecided{border-left-color:var(--undecided);background:var(--undecided-back)}
.big{font-size:1.5rem;font-weight:700;line-height:1.2;margin:0 0 .25rem}
.banner.pass .big{color:var(--pass)}
.banner.block .big{color:var(--block)}
.banner.undecided .big{color:var(--undecided)}
.banner .small{color:var(--ink)}
.word{font-weight:600;white-space:nowrap}
.word.pass{color:var(--pass)}
.word.block{color:var(--block)}
.word.undecided{color:var(--undecided)}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;padding:0;margin:1rem 0}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:.5rem 1.5rem;margin:1rem 0}
dt{font-size:.85em;color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
)";

constexpr char kTables[] = R"(.scroll{overflow-x:auto;margin:.75rem 0}
.scroll:focus-visible,a:focus-visible{outline:2px solid var(--link);outline-offset:2px}
table{border-collapse:collapse;font-size:.9em}
caption{text-align:left;color:var(--soft);padding-bottom:.25rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--rule)}
thead th{font-weight:600;color:var(--soft);vertical-align:bottom}
th .small{font-weight:400}
tbody th{font-weight:600;min-width:8rem;max-width:18rem;overflow-wrap:break-word}
td{max-width:20rem;overflow-wrap:break-word}
td:not(.figure){min-width:6rem}
td.long{min-width:12rem}
.figure{text-align:right;font-variant-numeric:tabular-nums}
td.figure{white-space:nowrap}
.whole{overflow-wrap:anywhere}
figure{margin:0}
figcaption{font-size:.85em;color:var(--soft);max-width:60rem}
)";

constexpr char kPlot[] =
    R"(.forest{display:block;width:100%;min-width:44rem;max-width:72rem;height:auto}
.forest text{font-size:12px;fill:var(--ink)}
.forest .name{text-anchor:end}
.forest .whole{font-weight:700}
.forest .change{text-anchor:end;font-variant-numeric:tabular-nums}
.forest .said{font-weight:600;font-size:11px}
.forest .mark{text-anchor:middle;fill:var(--soft);font-size:11px}
.forest .side{fill:var(--soft);font-size:11px}
.forest .worse,.forest .none{text-anchor:end}
.forest .none{fill:var(--soft);font-size:11px}
.forest .band{fill:var(--band)}
.forest .grid{stroke:var(--rule)}
.forest .zero{stroke:var(--soft);stroke-width:1.5}
.forest .frame{stroke:var(--frame);stroke-width:9}
.forest .budget{stroke:var(--ink);stroke-width:2}
.forest .interval{stroke-width:2}
.forest .open{stroke-dasharray:6 3}
.forest line.none{stroke-dasharray:1 5}
.forest .pass .interval,.forest .pass .point{stroke:var(--pass)}
.forest .block .interval,.forest .block .point{stroke:var(--block)}
.forest .undecided .interval,.forest .undecided .point{stroke:var(--undecided)}
.forest .pass .point,.forest .pass .arrow,.forest .pass .said{fill:var(--pass)}
.forest .block .point,.forest .block .arrow,.forest .block .said{fill:var(--block)}
.forest .undecided .arrow,.forest .undecided .said{fill:var(--undecided)}
.forest .point{stroke-width:2}
.forest .undecided .point{fill:var(--page)}
@media print{@page{size:landscape;margin:12mm}nav{display:none}main{padding:0}.scroll{overflow:visible}
.forest{min-width:0}table{font-size:8pt}th,td{padding-right:.5rem}
tbody th,td.long,td:not(.figure){min-width:0;overflow-wrap:anywhere}
tr,.banner{break-inside:avoid}h2{break-after:avoid}thead{display:table-header-group}}
</style>
)";

}  // namespace

void WriteStyle(HtmlText& html) { html.Tag(kColours).Tag(kText).Tag(kTables).Tag(kPlot); }

}  // namespace winnow::release
