// Draws every <figure data-chart="ID">: the option of ECharts is the JSON of <script type="application/json" id="ID">; and
// every <figure data-chart-of="ID"> from the table of that id, which readers without sight have instead.
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { linkAt, optionOf } from "./tabular.js";

use([AriaComponent, BarChart, CanvasRenderer, GridComponent, LegendComponent, LineChart, PieChart, TooltipComponent]);

// Told apart in light and dark, and by people who see red and green alike.
const COLOURS = ["#3b82c4", "#d98f2b", "#3c9d83", "#b45c9a", "#7c8da5", "#c8553d"];

function draw(figure) {
  const table = document.getElementById(figure.dataset.chartOf);
  const option = table ? optionOf(table, "lies" in figure.dataset) : given(figure);
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
  if (table) chart.on("click", (event) => linkAt(table, event)?.click());
  return chart;
}

const given = (figure) => JSON.parse(document.getElementById(figure.dataset.chart).textContent);

const charts = new Map();

/** Draws what has come onto the page, and lets go of what has left it. */
function drawNew() {
  for (const [figure, chart] of charts) {
    if (figure.isConnected) continue;
    chart.dispose();
    charts.delete(figure);
  }
  for (const figure of document.querySelectorAll("figure[data-chart], figure[data-chart-of]")) {
    if (!charts.has(figure)) charts.set(figure, draw(figure));
  }
}

drawNew();
document.addEventListener("htmx:afterSettle", drawNew);
new ResizeObserver(() => charts.forEach((chart) => chart.resize())).observe(document.body);
new MutationObserver(() => {
  charts.forEach((chart) => chart.dispose());
  charts.clear();
  drawNew();
}).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
