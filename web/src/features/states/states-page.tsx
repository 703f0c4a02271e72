export { StatesPage } from "./states-gallery";
