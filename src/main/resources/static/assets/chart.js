"use strict";
// Draws the charts: <div class="chart" data-chart='{"times":[…],"series":[{"name":"…","values":[…]}]}'>, times in seconds
// since 1970. Without this script the same figures stand in the table below.

(() => {
  const colours = () => {
    const style = getComputedStyle(document.documentElement);
    return name => style.getPropertyValue(name).trim();
  };

  const draw = place => {
    const data = JSON.parse(place.dataset.chart);
    const colour = colours();
    const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line") } };
    const lines = [colour("--link"), colour("--good"), colour("--wait"), colour("--bad")];
    place.replaceChildren();
    const zone = document.body.dataset.zone || "UTC";
    const chart = new uPlot({
      width: place.clientWidth,
      height: 240,
      tzDate: time => uPlot.tzDate(new Date(time * 1000), zone),
      legend: { show: true, live: true },
      cursor: { drag: { setScale: false } },
      scales: { y: { range: (plot, least, most) => [Math.min(0, least), Math.max(1, most * 1.05)] } },
      series: [{ value: "{YYYY}-{MM}-{DD} {HH}:{mm}" }].concat(data.series.map((series, index) => ({
        label: series.name,
        stroke: lines[index % lines.length],
        fill: index === 0 ? lines[0] + "22" : undefined,
        width: 2,
        paths: uPlot.paths.bars ? uPlot.paths.bars({ size: [0.8, 60] }) : undefined,
        points: { show: false },
      }))),
      axes: [axis, { ...axis, size: 60 }],
    }, [data.times].concat(data.series.map(series => series.values)), place);
    chart.root.setAttribute("aria-hidden", "true");
    return chart;
  };

  const drawAll = () => document.querySelectorAll("[data-chart]").forEach(place => {
    place.chart?.destroy();
    place.chart = draw(place);
  });
  drawAll();
  let pending;
  addEventListener("resize", () => {
    clearTimeout(pending);
    pending = setTimeout(drawAll, 150);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
})();
