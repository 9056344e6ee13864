// Draws every <figure data-chart="ID">: the option of ECharts is the JSON of <script type="application/json" id="ID">.
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([AriaComponent, BarChart, CanvasRenderer, GridComponent, LegendComponent, LineChart, PieChart, TooltipComponent]);

// Told apart in light and dark, and by people who see red and green alike.
const COLOURS = ["#3b82c4", "#d98f2b", "#3c9d83", "#b45c9a", "#7c8da5", "#c8553d"];

function draw(figure) {
  const option = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const style = getComputedStyle(figure);
  const chart = init(figure, document.documentElement.dataset.bsTheme === "dark" ? "dark" : undefined);
  chart.setOption({
    animation: false, // else a printed page catches the bars before they have grown
    aria: { enabled: true },
    color: COLOURS,
    grid: { left: 8, right: 8, top: 32, bottom: 8, outerBoundsMode: "same" },
    backgroundColor: "transparent",
    textStyle: { fontFamily: style.fontFamily },
    ...option,
    // HTML tooltips carry style attributes, which the content security policy forbids.
    tooltip: { ...option.tooltip, renderMode: "richText" },
  });
  return chart;
}

const figures = [...document.querySelectorAll("figure[data-chart]")];
let charts = figures.map(draw);
new ResizeObserver(() => charts.forEach((chart) => chart.resize())).observe(document.body);
new MutationObserver(() => {
  charts.forEach((chart) => chart.dispose());
  charts = figures.map(draw);
}).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
