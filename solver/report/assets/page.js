"use strict";
(() => {
  const page = JSON.parse(document.getElementById("charts").textContent);
  const narrow = () => window.innerWidth < 560;
  const coarse = window.matchMedia("(pointer: coarse)").matches;
  const grid = { gridcolor: "#e8ecf0", zerolinecolor: "#cfd7de", linecolor: "#cfd7de" };

  function merged(...parts) {
    const result = {};
    for (const part of parts) {
      for (const [key, value] of Object.entries(part || {})) {
        const plain = value && typeof value === "object" && !Array.isArray(value);
        result[key] = plain ? merged(result[key], value) : value;
      }
    }
    return result;
  }

  function baseLayout() {
    return {
      font: {
        family: 'system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif',
        size: narrow() ? 11 : 12,
        color: "#3d4f5c",
      },
      margin: { l: 40, r: 8, t: narrow() ? 52 : 36, b: 36 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      // Dragging on a touch screen scrolls the page.
      dragmode: coarse ? false : "zoom",
      hovermode: "x unified",
      hoverlabel: { bgcolor: "#ffffff", bordercolor: "#cfd7de", font: { color: "#1d2b38" } },
      legend: {
        orientation: "h",
        traceorder: "normal",
        x: 0,
        xanchor: "left",
        y: 1,
        yref: "container",
        yanchor: "top",
      },
      xaxis: grid,
      yaxis: { ...grid, fixedrange: true, automargin: true },
    };
  }

  function traces(variant) {
    return variant.data.map((trace) => {
      const named = typeof trace.x === "string" && trace.x.startsWith("@");
      return named ? { ...trace, x: page.axes[trace.x.slice(1)] } : { ...trace };
    });
  }

  function layoutOf(chart, state) {
    const layout = merged(baseLayout(), chart.layout, chart.variants[state.variant].layout);
    const span = chart.spans[state.span];
    if (span) layout.xaxis = { ...layout.xaxis, range: span.range };
    if (narrow() && layout.yaxis.title) {
      layout.yaxis = { ...layout.yaxis, title: undefined };
    }
    if (narrow() && layout.xaxis.tickformatstops) {
      layout.xaxis = { ...layout.xaxis, nticks: 4, tickangle: 0 };
    }
    // Labels of hours would run into each other.
    if (narrow() && layout.xaxis.tickvals && layout.xaxis.tickvals.length > 5) {
      const half = (list) => list && list.filter((_, index) => index % 2 === 0);
      const { tickvals, ticktext } = layout.xaxis;
      layout.xaxis = { ...layout.xaxis, tickvals: half(tickvals), ticktext: half(ticktext) };
    }
    return layout;
  }

  function draw(chart, state) {
    const box = document.getElementById("chart-" + chart.key);
    const config = { responsive: true, displayModeBar: false, displaylogo: false };
    const layout = layoutOf(chart, state);
    box.style.minHeight = layout.height + "px";
    return Plotly.react(box, traces(chart.variants[state.variant]), layout, config);
  }

  function selector(text, labels, onChange) {
    const label = document.createElement("label");
    const select = document.createElement("select");
    labels.forEach((name, index) => select.add(new Option(name, String(index))));
    select.addEventListener("change", () => onChange(Number(select.value)));
    label.append(text, select);
    return label;
  }

  // Days are easier to walk than to pick from.
  function steps(label) {
    const select = label.querySelector("select");
    const buttons = [["‹", -1, "Previous"], ["›", 1, "Next"]].map(([sign, by, name]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.setAttribute("aria-label", name);
      button.addEventListener("click", () => {
        select.selectedIndex += by;
        select.dispatchEvent(new Event("change"));
      });
      return button;
    });
    const limit = () => {
      buttons[0].disabled = select.selectedIndex === 0;
      buttons[1].disabled = select.selectedIndex === select.length - 1;
    };
    select.addEventListener("change", limit);
    limit();
    return buttons;
  }

  function controls(chart, state) {
    const box = document.querySelector('.controls[data-for="' + chart.key + '"]');
    const redraw = (key) => (value) => {
      state[key] = value;
      draw(chart, state);
    };
    if (chart.variants.length > 1) {
      const labels = chart.variants.map((variant) => variant.label);
      const label = selector(box.dataset.choice, labels, redraw("variant"));
      box.append(label);
      if (box.dataset.choice === "Day") label.append(...steps(label));
    }
    if (chart.spans.length > 1) {
      const label = selector("Show", chart.spans.map((span) => span.label), redraw("span"));
      label.querySelector("select").selectedIndex = state.span;
      box.append(label);
    }
  }

  const nav = document.getElementById("nav");
  for (const section of document.querySelectorAll("main .card")) {
    const link = document.createElement("a");
    link.href = "#" + section.id;
    link.textContent = section.dataset.short || section.querySelector("h2").textContent;
    nav.append(link);
  }

  const drawn = page.charts.map((chart) => {
    // Four weeks of intervals need more room than a telephone has.
    const state = { variant: 0, span: narrow() ? chart.narrowSpan : 0 };
    controls(chart, state);
    return draw(chart, state).then(() => [chart, state]);
  });
  let wasNarrow = narrow();
  window.addEventListener("resize", () => {
    if (wasNarrow === narrow()) return;
    wasNarrow = narrow();
    Promise.all(drawn).then((all) => all.forEach(([chart, state]) => draw(chart, state)));
  });
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll(".js-plotly-plot").forEach((box) => Plotly.Plots.resize(box));
  });
  Promise.all(drawn).then(() => document.documentElement.setAttribute("data-ready", ""));
})();
