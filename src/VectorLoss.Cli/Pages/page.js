// Each control: the slider shows the chart of its value and hides the others.
for (const movable of document.querySelectorAll(".movable")) {
  const slider = movable.querySelector("input"), said = movable.querySelector(".control output");
  const variants = [...movable.querySelectorAll(".variant")];
  const show = () => {
    variants.forEach((variant, i) => { variant.hidden = i !== slider.valueAsNumber; });
    said.textContent = variants[slider.valueAsNumber].dataset.value;
    slider.setAttribute("aria-valuetext", said.textContent);
  };
  slider.addEventListener("input", show);
  movable.querySelector(".control").hidden = false;
  show();
}
// Each link from a figure to its code: where the code stands beside the figure, only the code is scrolled.
for (const link of document.querySelectorAll("a.made"))
  link.addEventListener("click", e => {
    const first = document.querySelector(link.hash), pre = first.closest("pre"), indent = line => +line.style.getPropertyValue("--i");
    for (const line of pre.querySelectorAll(".here")) line.classList.remove("here");
    for (let line = first; line; line = line.nextElementSibling) {
      // A statement ends where the next one begins as far left as it, or further left.
      if (line !== first && !(indent(line) > indent(first) || (indent(line) === indent(first) && /^\s*[{}]/.test(line.textContent)))) break;
      line.classList.add("here");
    }
    if (getComputedStyle(pre.parentNode).position !== "sticky") return;
    e.preventDefault();
    pre.scrollTop += first.getBoundingClientRect().top - pre.getBoundingClientRect().top - 32;
  });
// Each picture: the pointer or the arrow keys choose a mark, the line below says its value.
for (const svg of document.querySelectorAll("figure > svg")) {
  const marks = [...svg.querySelectorAll(".hit")], out = svg.parentNode.querySelector("output");
  let chosen = -1;
  const choose = at => {
    if (chosen >= 0) marks[chosen].classList.remove("on");
    chosen = at;
    out.textContent = at < 0 ? "" : marks[at].querySelector("title").textContent;
    if (at >= 0) marks[at].classList.add("on");
  };
  svg.addEventListener("keydown", e => {
    const step = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10, Home: -marks.length, End: marks.length }[e.key];
    if (e.key === "Escape") choose(-1);
    if (!step || !marks.length) return;
    e.preventDefault();
    choose(Math.min(Math.max(chosen + step, 0), marks.length - 1));
  });
  svg.addEventListener("pointermove", e => {
    let best = -1, least = 30 * 30;
    marks.forEach((mark, i) => {
      const box = mark.getBoundingClientRect();
      const dx = e.clientX - (box.left + box.right) / 2, dy = e.clientY - (box.top + box.bottom) / 2;
      if (dx * dx + dy * dy < least) { least = dx * dx + dy * dy; best = i; }
    });
    choose(best);
  });
  svg.addEventListener("pointerleave", () => choose(-1));
  svg.addEventListener("blur", () => choose(-1));
}
