// A slider beside the choice of months: the same choice, moved with one hand or the arrow keys.
// Without a script the choice and its button do the same.

for (const choice of document.querySelectorAll("select[data-slider]")) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = "0";
  slider.max = String(choice.options.length - 1);
  slider.value = String(choice.selectedIndex);
  slider.className = "areas-slider";
  slider.setAttribute("aria-label", "Month");
  const say = () => {
    choice.selectedIndex = Number(slider.value);
    slider.setAttribute("aria-valuetext", choice.options[choice.selectedIndex].text);
  };
  say();
  slider.addEventListener("input", say);
  slider.addEventListener("change", () => choice.form.requestSubmit());
  choice.addEventListener("change", () => { slider.value = String(choice.selectedIndex); });
  choice.after(slider);
}
