"use strict";
(() => {
  const form = document.querySelector(".filters");
  const rules = [...document.querySelectorAll(".rule")];
  const cards = [...document.querySelectorAll(".line-card")];
  if (!form) return;
  form.hidden = false;

  // The words of each rule and finding, in lower case, collected when somebody searches.
  const words = new Map();
  const text = (node) => {
    if (!words.has(node)) words.set(node, node.textContent.toLowerCase());
    return words.get(node);
  };
  const chosen = (name) => new Set([...form.querySelectorAll(`[name=${name}]:checked`)].map((box) => box.value));

  const filter = () => {
    const query = form.q.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const line = form.line.value, file = form.file.value;
    const verdicts = chosen("verdict"), severities = chosen("severity");
    let shown = 0;
    for (const rule of rules) {
      const findings = [...rule.querySelectorAll(".finding")];
      const fits = (!line || rule.dataset.line === line) && verdicts.has(rule.dataset.verdict) && severities.has(rule.dataset.severity);
      let here = 0;
      if (fits) {
        const head = query.length ? text(rule.querySelector("summary")) + text(rule.querySelector(".id")) : "";
        for (const one of findings) {
          const ok = (!file || one.dataset.file === file) && query.every((word) => head.includes(word) || text(one).includes(word));
          one.hidden = !ok;
          if (ok) here++;
        }
      }
      rule.hidden = here === 0;
      shown += here;
    }
    for (const card of cards) card.setAttribute("aria-pressed", String(line !== "" && card.dataset.line === line));
    const status = form.querySelector(".shown");
    status.textContent = status.dataset.text.replace("{shown}", shown.toLocaleString()).replace("{all}", Number(status.dataset.all).toLocaleString());
    document.querySelector(".empty").hidden = shown > 0;
  };

  let timer;
  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    timer = setTimeout(filter, event.target.name === "q" ? 120 : 0);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter, 0));
  form.addEventListener("click", (event) => {
    const open = { open: true, close: false }[event.target.name];
    if (open === undefined) return;
    for (const one of document.querySelectorAll(".rule:not([hidden]), .rule:not([hidden]) .finding:not([hidden])")) one.open = open;
  });
  for (const card of cards) {
    card.addEventListener("click", () => {
      const on = card.getAttribute("aria-pressed") === "true";
      form.line.value = on ? "" : card.dataset.line;
      // A line without failures has something to show only among what is unknown or passed.
      for (const box of form.querySelectorAll("[name=verdict]")) {
        if (on) box.checked = box.defaultChecked;
        else if (card.classList.contains(box.value)) box.checked = true;
      }
      filter();
      if (!on) document.getElementById("all").scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    });
  }

  // On paper everything that is shown stands open.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const one of closed) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of closed) one.open = false;
    closed = [];
  });
  filter();
})();
