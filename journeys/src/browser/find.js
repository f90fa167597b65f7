// What can be pressed or filled, found by the name that a person reads or hears.
// Arguments: "press" or "fill", a CSS selector to look in, the name. Returns the elements.
const [purpose, scope, name] = arguments;

const tidy = (text) => text.replace(/\s+/g, " ").trim();

// The words of an element, without those of the fields in it and without mere decoration.
const words = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.ariaHidden === "true") return "";
  if (node !== pressed && node.matches("input, select, textarea, script, style")) return "";
  return node.matches("img") ? node.alt : [...node.childNodes].map(words).join("");
};
let pressed = null;

const nameOf = (element) => {
  const label = element.ariaLabel ?? (element.matches("input") && element.value);
  pressed = element;
  return tidy(label || words(element));
};

const isThere = (element) =>
  element.checkVisibility({ visibilityProperty: true }) && !element.matches(":disabled");

const root = document.querySelector(scope);
if (!root) return [];
const all = (selector) => [...root.querySelectorAll(selector)];
if (purpose === "press") {
  const pressable = "button, a[href], summary, label, input[type=submit], [role=button], [role=tab]";
  return all(pressable).filter((element) => isThere(element) && nameOf(element) === name);
}
const labelled = all("label").filter((label) => nameOf(label) === name).map((label) => label.control);
const named = all("input, select, textarea").filter((field) => tidy(field.ariaLabel ?? "") === name);
return [...new Set([...labelled, ...named])].filter((field) => field && isThere(field));
