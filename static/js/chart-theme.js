// The theme of charts, on the page and in the server's pictures: colours from the tokens, and patterns of bars.
globalThis.chartTheme = (() => {
  const COLOURS = 7;
  const LEGEND = { gap: 18, icon: 22, row: 31 };
  const quarter = Math.PI / 4;

  // The patterns of the series, in addition to their colours; the first is plain.
  const patterns = (color) => [
    null,
    { symbol: "rect", color, dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: -quarter },
    { symbol: "circle", color, dashArrayX: [[8, 8], [0, 8, 8, 0]], dashArrayY: [6, 0], symbolSize: 0.45 },
    { symbol: "rect", color, dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: quarter },
    { symbol: "rect", color, dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: 0 },
    { symbol: "rect", color, dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: 2 * quarter },
    { symbol: "triangle", color, dashArrayX: [[9, 9], [0, 9, 9, 0]], dashArrayY: [8, 2], symbolSize: 0.6 },
  ];

  // `token` returns the colour of a name of tokens.css; `face` is the font.
  const theme = (token, face) => {
    const axis = {
      axisLine: { lineStyle: { color: token("line-strong") } },
      axisTick: { show: false },
      axisLabel: { color: token("ink-quiet"), fontSize: 12, lineHeight: 16, hideOverlap: true, textBorderWidth: 0 },
      splitLine: { lineStyle: { color: token("line") } },
    };
    const text = { color: token("ink"), fontFamily: face, fontSize: 12 };
    return {
      color: Array.from({ length: COLOURS }, (_, place) => token(`chart-${place + 1}`)),
      textStyle: text,
      categoryAxis: { ...axis, splitLine: { show: false }, z: 3 }, // its line is in front of the borders of empty bars
      timeAxis: { ...axis, splitLine: { show: false } },
      valueAxis: { ...axis, axisLine: { show: false } },
      legend: {
        textStyle: { ...text, textBorderWidth: 0 }, itemGap: LEGEND.gap, itemWidth: LEGEND.icon,
        itemHeight: 12, inactiveColor: token("line-strong"),
      },
      bar: { label: { color: token("ink") }, itemStyle: { borderColor: token("surface"), borderWidth: 1 } },
      tooltip: {
        backgroundColor: token("surface-raised"), borderColor: token("line-strong"), borderWidth: 1, textStyle: text,
        axisPointer: { lineStyle: { color: token("line-strong") }, shadowStyle: { color: token("chart-shade") } },
      },
    };
  };

  const locale = (language) => (language.toLowerCase().startsWith("zh") ? "ZH" : "EN");

  // Returns the height of a legend that wraps, from the widths of its labels.
  const legendHeight = (legend, width) => {
    let rows = 1;
    let used = 0;
    for (const { name } of legend.data) {
      const entry = LEGEND.icon + 5 + chartAxis.textWidth(name) + LEGEND.gap;
      if (used && used + entry > width) [rows, used] = [rows + 1, 0];
      used += entry;
    }
    return rows * LEGEND.row + 4;
  };

  // Returns the option with axis labels, space for its legend, patterns of bars, and the colour of the limit.
  const dressed = (option, token, width, language) => {
    const made = patterns(token("chart-pattern"));
    const series = option.series.map((one, place) => {
      if (one.type === "bar") return { ...one, itemStyle: { ...one.itemStyle, decal: made[place % made.length] } };
      if (one.id !== "limit") return one;
      const color = token("late");
      return { ...one, itemStyle: { color }, lineStyle: { ...one.lineStyle, color, width: 1.5 } };
    });
    const xAxis = chartAxis.labelled(option, width, locale(language));
    if (!option.legend?.show) return { ...option, series, xAxis };
    const grid = { ...option.grid, bottom: option.grid.bottom + legendHeight(option.legend, width) };
    return { ...option, grid, series, xAxis };
  };

  return { theme, dressed, locale };
})();
