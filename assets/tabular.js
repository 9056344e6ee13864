/**
 * The option of ECharts for a table: its first column names the points, each column whose head has data-series="bar" or
 * "line" is a series. A name may be shorter on the axis: data-short. `lies`: the bars lie.
 */
export function optionOf(table, lies) {
  const names = {
    type: "category",
    data: rowsOf(table).map(({ cells: [name] }) => name.dataset.short ?? name.textContent.trim()),
    axisTick: { show: false },
  };
  const values = { type: "value", minInterval: 1 };
  return {
    aria: { enabled: false }, // the figure says by itself what it shows
    legend: { top: 0, right: 0, itemWidth: 14, itemHeight: 8 },
    tooltip: { trigger: "axis" },
    xAxis: lies ? values : names,
    yAxis: lies ? { ...names, inverse: true } : values,
    series: columnsOf(table).map((column) => series(table, column)),
  };
}

/** The link of the table's cell that a point of the chart was drawn from. */
export function linkAt(table, { dataIndex, seriesIndex }) {
  return cellsOf(table, columnsOf(table)[seriesIndex])[dataIndex]?.querySelector("a");
}

const rowsOf = (table) => [...table.tBodies[0].rows];
const cellsOf = (table, column) => rowsOf(table).map((row) => row.cells[column]);

function columnsOf(table) {
  return [...table.tHead.rows[0].cells].filter((head) => head.dataset.series).map((head) => head.cellIndex);
}

function series(table, column) {
  const head = table.tHead.rows[0].cells[column];
  const data = cellsOf(table, column).map((cell) => Number(cell.textContent));
  return { name: head.textContent.trim(), type: head.dataset.series, data, showSymbol: false, barMaxWidth: 18 };
}
