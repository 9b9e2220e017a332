/** `countersign/testing`: contracts that a plug-in proves itself by. For us and for third parties, with any test runner. */
export {
  type AdapterContractOptions,
  adapterContract,
  type ContractTest,
} from "./adapter-contract.js"
