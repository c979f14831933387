// What scenarios.js needs of node:assert, in a browser.

const plain = (value) => JSON.stringify(value);

export default {
  equal(actual, expected, message = "") {
    if (actual !== expected) throw new Error(`${plain(actual)} is not ${plain(expected)} ${message}`);
  },

  deepEqual(actual, expected, message = "") {
    if (plain(actual) !== plain(expected)) throw new Error(`${plain(actual)} is not ${plain(expected)} ${message}`);
  },
};
