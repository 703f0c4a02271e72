import type { Offer } from "@/api/contract";
import type { ResourceState } from "@/lib/resource-state";

export type ChangeChoice = (
  change: { [K in keyof ResourceState]?: ResourceState[K] | undefined },
) => void;

export interface BookerProps {
  resource: Offer;
  state: ResourceState;
  onChange: ChangeChoice;
}
