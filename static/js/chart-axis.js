// The labels of the horizontal axis, on the page and in the server's pictures: as many as fit, at even steps.
// Times are labelled at steps of the calendar; a second line has the year (of hours, the day) where it changes.
globalThis.chartAxis = (() => {
  const MINUTE = 60000;
  const DAY = 24 * 60 * MINUTE;
  const EPOCH = 1970;
  const MONDAY = 4 * DAY; // the epoch is a Thursday
  const SHORTEST_MONTH = 28 * DAY;
  const LONGEST_BY_DAYS = 120 * DAY; // longer charts are labelled by months
  const WIDTHS = { chinese: 12, latin: 6.8 }; // pixels at the font size of all charts
  const GAP = 10; // pixels between two labels
  const MARGINS = 48; // pixels left and right of the axis
  const SECOND_LINE = { hour: "day", day: "year", month: "year" };

  const textWidth = (text) =>
    Array.from(text).reduce((sum, sign) => sum + (sign > "\u2e7f" ? WIDTHS.chinese : WIDTHS.latin), 0);
  const widest = (labels) => Math.max(0, ...labels.flatMap((label) => label.split("\n")).map(textWidth));

  // Each step as a function that returns its times between two times; the finest step first.
  const fixedSteps = (step, from = 0) => (first, last) => {
    const start = Math.ceil((first - from) / step) * step + from;
    return Array.from({ length: Math.floor((last - start) / step) + 1 }, (_, index) => start + index * step);
  };
  const monthSteps = (step) => (first, last) => {
    const day = new Date(first);
    const start = Math.floor(((day.getUTCFullYear() - EPOCH) * 12 + day.getUTCMonth()) / step) * step;
    const length = Math.ceil((last - first) / (SHORTEST_MONTH * step)) + 2;
    const times = Array.from({ length }, (_, index) => Date.UTC(EPOCH, start + index * step));
    return times.filter((time) => time >= first && time <= last);
  };
  const STEPS = [
    ...[5, 15, 30, 60, 180, 360, 720].map((minutes) => ["hour", fixedSteps(minutes * MINUTE)]),
    ...[1, 2].map((days) => ["day", fixedSteps(days * DAY)]),
    ...[1, 2, 3].map((weeks) => ["day", fixedSteps(weeks * 7 * DAY, MONDAY)]),
    ...[1, 2, 3, 6].map((months) => ["month", monthSteps(months)]),
    ...[1, 2, 5, 10].map((years) => ["year", monthSteps(years * 12)]),
  ];

  const labelTexts = (times, unit, patterns, locale) => {
    const text = (time, name) => echarts.time.format(time, patterns[name], true, locale);
    let secondLine = "";
    return times.map((time) => {
      const previous = secondLine;
      secondLine = SECOND_LINE[unit] ? text(time, SECOND_LINE[unit]) : "";
      return secondLine === previous ? text(time, unit) : `${text(time, unit)}\n${secondLine}`;
    });
  };

  // `patterns` has the format of each unit, without units finer than the times of the chart.
  const timeLabels = (first, last, patterns, width, locale) => {
    const isLong = last - first > LONGEST_BY_DAYS;
    let labels = new Map();
    for (const [unit, timesBetween] of STEPS.filter(([name]) => name in patterns && !(isLong && name === "day"))) {
      const times = timesBetween(first, last);
      if (times.length < 2 && labels.size) break; // overlapping labels are better than a single one
      const texts = labelTexts(times, unit, patterns, locale);
      labels = new Map(times.map((time, index) => [time, texts[index]]));
      if (((times[1] - times[0]) / (last - first)) * width >= widest(texts) + GAP) break;
    }
    return { customValues: [...labels.keys()], formatter: (time) => labels.get(time) };
  };

  // The last group always has a label: it is the current one.
  const groupLabels = (groups, width) => {
    const step = Math.ceil((groups.length * (widest(groups) + GAP)) / width);
    return { interval: (index) => (groups.length - 1 - index) % step === 0 };
  };

  // Returns the axis of the option with the labels for a chart of this width.
  const labelled = ({ xAxis, series }, width, locale) => {
    const time = (point) => (point.value ?? point)[0];
    const points = series[0].data;
    const room = width - MARGINS;
    const labels =
      xAxis.type === "category"
        ? groupLabels(xAxis.data, room)
        : timeLabels(time(points[0]), time(points.at(-1)), xAxis.axisLabel.formatter, room, locale);
    return { ...xAxis, axisLabel: { ...xAxis.axisLabel, ...labels } };
  };

  return { labelled, textWidth };
})();
