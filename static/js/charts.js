// Draws each element with data-chart (the option as JSON) by ECharts, in the colours and language of the page.
(() => {
  const root = document.documentElement;
  const charts = new Map();
  const PAPER_WIDTH = 640; // fits A4; the page is laid out for paper only after the chart is drawn

  // Returns the colour of a token in the current theme: light-dark() is resolved only on an element that uses it.
  const tokens = (scheme) => {
    const probe = root.appendChild(document.createElement("i"));
    probe.hidden = true;
    probe.style.colorScheme = scheme;
    const read = (name) => {
      probe.style.color = `var(--${name})`;
      return getComputedStyle(probe).color;
    };
    return { read, done: () => probe.remove() };
  };

  // Times come as those of the platform's clock, marked as UTC.
  const timeLabel = (option) => {
    const isDaily = option.series.every(({ data }) => data.every((point) => (point.value ?? point)[0] % 86400000 === 0));
    const style = isDaily ? { dateStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" };
    const format = new Intl.DateTimeFormat(root.lang, { ...style, timeZone: "UTC" });
    return ({ value }) => format.format(value);
  };

  const prepared = (element, token, width) => {
    const option = chartTheme.dressed(JSON.parse(element.dataset.chart), token, width, root.lang);
    if (option.xAxis.type === "time") option.xAxis.axisPointer = { label: { formatter: timeLabel(option) } };
    // HTML tooltips carry style attributes, which the content security policy forbids.
    option.tooltip = { ...option.tooltip, renderMode: "richText", confine: true };
    option.animation = false;
    return option;
  };

  const draw = (element, token, isOnPaper) => {
    charts.get(element)?.dispose();
    const width = isOnPaper ? Math.min(element.clientWidth, PAPER_WIDTH) : element.clientWidth;
    const theme = chartTheme.theme(token, getComputedStyle(element).fontFamily);
    const chart = echarts.init(element, theme, { renderer: "svg", locale: chartTheme.locale(root.lang), width });
    chart.setOption(prepared(element, token, width));
    charts.set(element, chart);
  };

  const drawAll = (elements, isOnPaper = false) => {
    const { read, done } = tokens(isOnPaper ? "light" : "inherit");
    elements.forEach((element) => draw(element, read, isOnPaper));
    done();
  };
  const drawn = () => [...charts.keys()].filter((element) => element.isConnected);

  const sizes = new ResizeObserver((entries) => {
    // An element without a width (in a closed panel) is drawn when it gets one.
    drawAll(entries.map(({ target }) => target).filter((element) => element.isConnected && element.clientWidth > 0));
  });
  const find = (part) => part.querySelectorAll("[data-chart]").forEach((element) => sizes.observe(element));

  find(document);
  document.addEventListener("htmx:load", (event) => find(event.target));
  document.addEventListener("themechange", () => drawAll(drawn()));
  addEventListener("beforeprint", () => drawAll(drawn(), true));
  addEventListener("afterprint", () => drawAll(drawn()));
})();
