#include "core/eval/report/style.h"

namespace moonstain::report {

std::string_view style() {
  return R"css(
:root{--ink:#1c2430;--soft:#55606e;--line:#d5dae1;--ground:#ffffff;
--panel:#f5f7f9;--model:#0072b2;--bad:#a31515;--good:#14653a;--open:#7a4b00}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,
"Noto Sans","Liberation Sans",sans-serif}
main{max-width:1040px;margin:0 auto;padding:28px 32px 64px}
h1{font-size:26px;line-height:1.25;margin:0 0 4px;letter-spacing:-.01em}
h2{font-size:19px;margin:34px 0 10px;padding-top:12px;
border-top:1px solid var(--line)}
h3{font-size:15px;margin:22px 0 8px}
p{margin:6px 0 10px;max-width:92ch}
.lead{font-size:18px;line-height:1.45;margin:8px 0 10px;max-width:none}
.sub{color:var(--soft);margin:0 0 6px;max-width:none}
.sub b{color:var(--ink);font-weight:600}
nav{margin:8px 0 14px;font-size:13px;display:flex;flex-wrap:wrap;gap:4px 14px}
a{color:#005a8e}
.banner{border-left:5px solid var(--bad);background:#fdf1f0;padding:10px 14px;
margin:14px 0;max-width:none}
.note{border-left:5px solid #b7c2cf;background:var(--panel);padding:8px 14px;
margin:10px 0;max-width:none}
.claim{border:1px solid var(--line);border-radius:8px;padding:16px 18px;
margin:14px 0;background:var(--ground)}
.claim h2{border:0;margin:0 0 2px;padding:0;font-size:17px}
.claim .where{color:var(--soft);font-size:13px;margin:0 0 12px;max-width:none}
.figures{display:flex;flex-wrap:wrap;gap:10px 34px;margin:0 0 12px}
.figures div{min-width:130px}
.figures dt,.figures .k{font-size:12.5px;color:var(--soft)}
.figures .v{font-size:27px;line-height:1.15;font-weight:650;
font-variant-numeric:tabular-nums}
.figures .v small{font-size:14px;font-weight:400;color:var(--soft)}
.figures .w{font-size:12.5px;color:var(--soft)}
.verdicts{display:grid;grid-template-columns:1fr 1fr;gap:10px;margin:0}
.verdict{background:var(--panel);border-radius:6px;padding:9px 12px}
.verdict b{display:block;font-size:15px}
.verdict .axis{font-size:12px;color:var(--soft)}
.verdict .why{font-size:13px;color:#3b4653}
.verdict.good{box-shadow:inset 4px 0 0 var(--good)}
.verdict.bad{box-shadow:inset 4px 0 0 var(--bad)}
.verdict.open{box-shadow:inset 4px 0 0 #b98600}
.small{font-size:13px;color:#3b4653;max-width:none}
.claim .small{margin-top:10px}
ul.plain{margin:6px 0 10px;padding-left:20px}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 20px;padding:0;
margin:6px 0 8px;font-size:13.5px}
.legend li{display:flex;align-items:center;gap:6px}
.kind{color:var(--soft);font-size:12px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13.5px;margin:0}
.data{margin:8px 0 14px;min-width:0}
.caption{color:var(--soft);font-size:13px;margin:0 0 4px;max-width:none}
.take{font-size:12px;padding:2px 6px;border:1px solid var(--line);
border-radius:4px;text-decoration:none;white-space:nowrap}
th,td{padding:5px 10px 5px 0;text-align:left;vertical-align:top;
border-bottom:1px solid var(--line)}
thead th{color:var(--soft);font-weight:600;font-size:12.5px;
vertical-align:bottom}
tbody th{font-weight:500}
th:first-child{position:sticky;left:0;background:var(--ground)}
td.turn{white-space:nowrap;text-align:right}
td.turn small,td.num small{display:block;color:var(--soft);font-size:12px}
td.num,th.num{text-align:right;font-variant-numeric:tabular-nums;
padding-left:10px}
tr.model th,tr.model td{font-weight:650}
.warn{color:var(--bad)}
td.warn{font-style:italic}
code,pre{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,
"Liberation Mono",monospace}
pre{background:var(--panel);border-radius:6px;padding:10px 14px;
white-space:pre-wrap;overflow-wrap:anywhere;margin:8px 0}
td.value{white-space:nowrap}
td.long{min-width:150px;overflow-wrap:anywhere}
th.long{min-width:220px}
.path{font-size:13px}.path .arrow{color:var(--soft)}
.sev{font-weight:650}
figure{margin:0}
.chart{display:block;width:100%;height:auto;margin:8px 0 4px;overflow:visible}
.hidden{position:absolute}
.maps{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));
gap:12px 16px;align-items:start}
.pair{display:grid;gap:10px}
.panel .maps.large{grid-template-columns:1fr}
.maps.large .pair{grid-template-columns:repeat(auto-fit,minmax(280px,1fr))}
.maps.large>figure{max-width:520px}
.map{display:block;width:100%;height:auto;border:1px solid var(--line);
background:#fff}
figcaption{font-size:12.5px;color:#3b4653;margin-top:3px}
.scale{display:flex;align-items:center;gap:8px;font-size:13px;color:#3b4653}
footer{margin-top:40px;padding-top:12px;border-top:1px solid var(--line);
color:var(--soft);font-size:12.5px}
@media (max-width:720px){main{padding:18px}h1{font-size:22px}
.lead{font-size:16px}table{width:auto;min-width:100%}.verdicts{grid-template-columns:1fr}}
@media print{
@page{size:A4;margin:14mm}
body{font-size:10.5pt}
main{max-width:none;padding:0}
nav{display:none}
h2{break-after:avoid;margin-top:22px}
h3{break-after:avoid}
.claim,.verdict,.chart,tr,figure,pre{break-inside:avoid}
.maps{grid-template-columns:repeat(4,1fr)}
.maps.large .pair{grid-template-columns:repeat(2,1fr)}
table{font-size:9pt}
.figures{gap:6px 20px}
.figures .v{font-size:20pt}
.legend,.caption{break-after:avoid}
.banner,.note,.verdict,pre{-webkit-print-color-adjust:exact;
print-color-adjust:exact}
.scroll{overflow:visible}.chart{min-width:0!important}.take{display:none}
a{color:inherit;text-decoration:none}}
)css";
}

std::string_view chart_style() {
  return R"css(
svg text{font-family:inherit;fill:#1c2430}
svg .t{font-size:12.5px}svg .b{font-size:13px;font-weight:650}
svg .n{font-size:11.5px;fill:#55606e}
svg .warn{font-size:12px;fill:#a31515}
svg .grid{stroke:#e6e9ee}svg .zero{stroke:#9aa5b1;stroke-width:1.2}
svg .row{stroke:#e9ecf0}svg .group{stroke:#b7c2cf;stroke-dasharray:2 3}
svg .join{stroke:#7c8896;stroke-dasharray:3 2}
svg .bar{stroke:#333c47;stroke-width:1}
svg .whisker{stroke:#1c2430;stroke-width:1.4}
svg .undefined{fill:#fdf1f0;stroke:#a31515;stroke-dasharray:4 3}
)css";
}

}  // namespace moonstain::report
