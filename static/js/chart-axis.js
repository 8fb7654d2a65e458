// What stands below a chart, on the page and in the server's pictures alike: as many labels as fit, at even steps.
// Times stand at steps of the calendar, with the year (below hours, the day) under the first and wherever it is new.
globalThis.chartAxis = (() => {
  const MINUTE = 60000;
  const DAY = 24 * 60 * MINUTE;
  const EPOCH = 1970;
  const MONDAY = 4 * DAY; // times count from a Thursday
  const SHORTEST_MONTH = 28 * DAY;
  const LONGEST_BY_DAYS = 120 * DAY; // of more one reads the months
  const SIGN = { chinese: 12, latin: 6.8 }; // pixels at the size of all texts
  const GAP = 10; // between two labels
  const BESIDE = 48; // left and right of the axis
  const UNDER = { hour: "day", day: "year", month: "year" };

  const textWidth = (text) =>
    Array.from(text).reduce((sum, sign) => sum + (sign > "\u2e7f" ? SIGN.chinese : SIGN.latin), 0);
  const widest = (labels) => Math.max(0, ...labels.flatMap((label) => label.split("\n")).map(textWidth));

  // The times of each step between two times, the finest step first.
  const every = (step, from = 0) => (first, last) => {
    const start = Math.ceil((first - from) / step) * step + from;
    return Array.from({ length: Math.floor((last - start) / step) + 1 }, (_, place) => start + place * step);
  };
  const everyMonths = (step) => (first, last) => {
    const day = new Date(first);
    const start = Math.floor(((day.getUTCFullYear() - EPOCH) * 12 + day.getUTCMonth()) / step) * step;
    const length = Math.ceil((last - first) / (SHORTEST_MONTH * step)) + 2;
    const times = Array.from({ length }, (_, place) => Date.UTC(EPOCH, start + place * step));
    return times.filter((time) => time >= first && time <= last);
  };
  const STEPS = [
    ...[5, 15, 30, 60, 180, 360, 720].map((minutes) => ["hour", every(minutes * MINUTE)]),
    ...[1, 2].map((days) => ["day", every(days * DAY)]),
    ...[1, 2, 3].map((weeks) => ["day", every(weeks * 7 * DAY, MONDAY)]),
    ...[1, 2, 3, 6].map((months) => ["month", everyMonths(months)]),
    ...[1, 2, 5, 10].map((years) => ["year", everyMonths(years * 12)]),
  ];

  const written = (times, unit, patterns, locale) => {
    const text = (time, name) => echarts.time.format(time, patterns[name], true, locale);
    let under = "";
    return times.map((time) => {
      const before = under;
      under = UNDER[unit] ? text(time, UNDER[unit]) : "";
      return under === before ? text(time, unit) : `${text(time, unit)}\n${under}`;
    });
  };

  // `patterns` says how each unit is written; there is none for units finer than the times of the chart.
  const ofTimes = (first, last, patterns, width, locale) => {
    const isLong = last - first > LONGEST_BY_DAYS;
    let labels = new Map();
    for (const [unit, timesOf] of STEPS.filter(([name]) => name in patterns && !(isLong && name === "day"))) {
      const times = timesOf(first, last);
      if (times.length < 2 && labels.size) break; // a crowded axis says more than a bare one
      const texts = written(times, unit, patterns, locale);
      labels = new Map(times.map((time, place) => [time, texts[place]]));
      if (((times[1] - times[0]) / (last - first)) * width >= widest(texts) + GAP) break;
    }
    return { customValues: [...labels.keys()], formatter: (time) => labels.get(time) };
  };

  // The last of all groups is always named: it is the one at hand.
  const ofGroups = (groups, width) => {
    const step = Math.ceil((groups.length * (widest(groups) + GAP)) / width);
    return { interval: (place) => (groups.length - 1 - place) % step === 0 };
  };

  // The axis of the option with the labels for a chart of this width.
  const labelled = ({ xAxis, series }, width, locale) => {
    const time = (point) => (point.value ?? point)[0];
    const points = series[0].data;
    const room = width - BESIDE;
    const labels =
      xAxis.type === "category"
        ? ofGroups(xAxis.data, room)
        : ofTimes(time(points[0]), time(points.at(-1)), xAxis.axisLabel.formatter, room, locale);
    return { ...xAxis, axisLabel: { ...xAxis.axisLabel, ...labels } };
  };

  return { labelled, textWidth };
})();
