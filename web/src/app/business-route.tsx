import { Outlet, useParams } from "@tanstack/react-router";
import { Beside } from "@/workspace/bookings/beside";
import { BusinessFrame } from "@/workspace/frame/business-frame";

/** Everything under /b/$vendorId: the frame of the business around its screens, bookings beside them. */
export function BusinessRoute() {
  const { vendorId } = useParams({ from: "/b/$vendorId" });
  return (
    <BusinessFrame vendorId={vendorId} beside={<Beside />}>
      <Outlet />
    </BusinessFrame>
  );
}
