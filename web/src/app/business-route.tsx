import { Outlet, useParams } from "@tanstack/react-router";
import { BusinessFrame } from "@/workspace/frame/business-frame";

/** Everything under /b/$vendorId: the frame of the business around its screens. */
export function BusinessRoute() {
  const { vendorId } = useParams({ from: "/b/$vendorId" });
  return (
    <BusinessFrame vendorId={vendorId}>
      <Outlet />
    </BusinessFrame>
  );
}
