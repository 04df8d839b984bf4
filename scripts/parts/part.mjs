/**
 * One thing that Hindsight stands on: how to find it, and how set-up brings it.
 * @typedef {object} Part
 * @property {string} name
 * @property {string} [variable] where a person may name the program; then nothing else will do
 * @property {() => Found | undefined} find quick: set-up calls it on every start
 * @property {string[]} [debian] packages that bring it
 * @property {() => Promise<void>} [bring] brings it without the system's package manager; its error tells a person why not
 * @property {string} otherwise a sentence: what to do where set-up can't bring it
 */

/**
 * @typedef {object} Found
 * @property {string} path of the program, or of the folder
 * @property {string} from what decided: a variable's name, PATH, .cache, node_modules
 * @property {() => string | undefined} version slow: asks the program
 */

/**
 * Something is named, and it is not there: bringing another one would hide the mistake.
 * @param {Part} part
 */
export function isMisconfigured(part) {
  return Boolean(part.variable && process.env[part.variable] && !part.find());
}
